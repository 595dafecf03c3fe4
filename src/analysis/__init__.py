"""Reconcile what police forces disclose under the Freedom of Information Act."""

__version__ = "0.1.0"
