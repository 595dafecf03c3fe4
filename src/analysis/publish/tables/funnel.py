"""The funnel in a table: each force's rate, and whether it lies outside what chance would allow."""

from analysis.publish.document import escape_markdown
from analysis.publish.funnels import list_funnels
from analysis.publish.material import Material, spell_counted
from analysis.publish.tables.layout import lay_out, name_reply, show_figure
from analysis.reconcile.methods.funnel import LEVELS


def list_funnel(material: Material) -> str:
    """One row a force of every funnel, in the study's order, never by value."""
    rows = [
        {
            "Reply": name_reply(material, point.figure),
            "What is counted": escape_markdown(spell_counted(point.key)),
            "Exposure": f"{point.exposure:,.1f}",
            "Rate": show_figure(point.figure),
            "Common rate": f"{funnel.rate:.2f}",
            **{
                f"{100 * level:g} % limits": " to ".join(
                    f"{limit[0]:.2f}" for limit in funnel.limit([point.exposure], level)
                )
                for level in LEVELS
            },
            "Where it lies": funnel.judge(point),
        }
        for funnel in list_funnels(material)
        for point in funnel.points
    ]
    caption = (
        "Rates of many forces per 1,000 workforce-years against the limits that chance alone would "
        "keep to; the exposure is in 1,000 workforce-years"
    )
    numeric = [
        "Exposure",
        "Rate",
        "Common rate",
        *(f"{100 * level:g} % limits" for level in LEVELS),
    ]
    return lay_out("funnel", caption, rows, numeric)
