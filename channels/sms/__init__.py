"""Text messages through Twilio, or through whatever speaks its protocol."""
