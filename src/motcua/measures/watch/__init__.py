"""The watch list (danh sách cần xem): patterns that may mean that figures are being made, for a person to judge."""
