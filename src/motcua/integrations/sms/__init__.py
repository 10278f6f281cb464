"""Text messages through the HTTP gateway of a telephone company or a reseller; docs/messages.md says what it speaks."""
