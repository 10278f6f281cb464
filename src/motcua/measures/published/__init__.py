"""Open data (dữ liệu mở): figures of closed months as files, in which no person can be found."""
