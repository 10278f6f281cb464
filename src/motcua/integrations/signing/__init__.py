"""Signing PDF files with an office's key: from a PKCS#12 file, or on a token by PKCS#11."""
