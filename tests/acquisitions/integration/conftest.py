from tests.acquisitions.takeover.conftest import bench, clock

__all__ = ["bench", "clock"]
