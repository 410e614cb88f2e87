"""Militarized interstate disputes."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="cow_mid",
    label="COW Militarized Interstate Disputes",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/",
    version="5",
    license=License(
        name="COW terms: free for research with citation, no open license", ships="derived", verified=False
    ),
    cites=("palmer2021",),
    first=1816,
    last=2014,
    tables={
        "mid_dyads": Table(
            path="cow/mid_dirdisps.parquet",
            columns=(
                "dispnum",
                "ccode1",
                "ccode2",
                "year",
                "dispongoing",
                "disponset",
                "sidea1",
                "sidea2",
                "fatality1",
                "fatality2",
                "fatalpre1",
                "fatalpre2",
                "hiact1",
                "hiact2",
                "hostlev1",
                "hostlev2",
                "orig1",
                "orig2",
            ),
        ),
    },
    vantage="United States (university project); coded from news and histories, Western papers above all",
    faults=("ends in 2014; clashes of the Kashmir line after that are not in it",),
)
