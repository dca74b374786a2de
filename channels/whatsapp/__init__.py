"""WhatsApp through Twilio, or through whatever speaks its protocol."""
