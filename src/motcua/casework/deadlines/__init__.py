"""When things of a case are due: counted, judged, explained, and promised anew. Nothing is written."""
