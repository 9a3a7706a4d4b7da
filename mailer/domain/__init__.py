"""What Kring knows of meetings, people and mail in pure values: no SQL, SMTP, clock or configuration."""
