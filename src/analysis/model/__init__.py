"""What things are: windows, counts, observations, responses, studies. Imports nothing of ours."""
