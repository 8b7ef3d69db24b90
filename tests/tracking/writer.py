"""A process that writes clicks to a spool and tells each one's number once it is written; made to be killed."""

import sys
from pathlib import Path

from contenthub.tracking.records import Clicked
from contenthub.tracking.spool import Spool


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    spool, number = Spool(folder, segment_bytes=20_000), 0
    while True:
        number += 1
        mark = f"{name}-{number}"
        spool.append(
            Clicked(number, "Abcdefghij1", f"{mark:_<22}", "net", "human", "", "top", 1, "O1", mark, None, True)
        )
        sys.stdout.write(f"{mark}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
