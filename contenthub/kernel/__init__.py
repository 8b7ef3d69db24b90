"""Words everything shares: errors, clock, ids, paging, text, settings. Imports nothing of ours."""
