"""The tables of the programme, one module for each of its folders."""
