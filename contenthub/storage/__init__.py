"""Blobs behind one Protocol: disk, memory, MinIO or any S3-compatible store."""
