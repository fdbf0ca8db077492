#!/usr/bin/env python3
"""Sends the message on standard input through send-guard: for programs and AI agents.

  send_mail.py HOST PORT USER PASSWORD_FILE [CA_FILE]

Exit code 0: the next hop has the mail. 77: refused by the house's policy; standard error has a line a
finding, for the program to mend its text or to ask a person. 75: try again later.
"""
import email
import email.policy
import smtplib
import ssl
import sys

host, port, user, password_file, *ca_file = sys.argv[1:]
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.SMTP)
with open(password_file) as file:
    password = file.read().strip()
try:
    with smtplib.SMTP(host, int(port), timeout=60) as server:
        server.starttls(context=ssl.create_default_context(cafile=ca_file[0] if ca_file else None))
        server.login(user, password)
        server.send_message(message)
except smtplib.SMTPDataError as error:
    print(f"{error.smtp_code} {error.smtp_error.decode(errors='replace')}", file=sys.stderr)
    sys.exit(77 if error.smtp_code >= 500 else 75)
except (OSError, smtplib.SMTPException) as error:
    print(error, file=sys.stderr)
    sys.exit(75)
