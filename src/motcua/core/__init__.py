"""The ground floor: time, text, exact figures, canonical bytes. It knows no domain word."""
