"""Directives from above (văn bản chỉ đạo): passed down, until every office has its own plan, and each task is done."""
