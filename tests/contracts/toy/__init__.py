"""The toy of docs/add-a-channel.md: a channel written exactly as the page says."""
