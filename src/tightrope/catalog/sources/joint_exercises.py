"""Joint military exercises, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="joint_exercises",
    label="Joint Military Exercises Dataset (JMED)",
    publisher="its authors",
    url="no address on file: look it up by name",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1970,
    last=2010,
    gives="Joint military exercises",
)
