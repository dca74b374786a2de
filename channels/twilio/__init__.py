"""What the channels that go through Twilio share: signed webhooks, its client, its errors and words of status."""
