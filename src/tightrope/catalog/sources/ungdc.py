"""United Nations General Debate speeches: counts of mentions."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="ungdc",
    label="UN General Debate Corpus",
    publisher="S. Jankin, A. Baturo and N. Dasandi",
    url="https://doi.org/10.7910/DVN/0TJX8Y",
    version="sessions 1-79 (1946-2024), mentions counted by pattern",
    license=License(name="CC0 1.0", ships="values", verified=False),
    cites=("baturo2017",),
    first=1946,
    last=2024,
    tables={
        "speech_mentions": Table(
            path="ungdc/mention_counts_all_states.parquet",
            columns=("iso3", "year", "n_chars", "n_usa", "n_chn", "n_ind"),
        ),
    },
    domain="texts",
    role="measure",
    cadence="yearly",
    access="form",  # an archive of one text file a speech: counts have to be made from it
    vantage="what governments say in public once a year; English or UN translation",
    funder="universities of the authors",
    faults=(
        "the delegation of China to 1971 is the Republic of China's; 1970 is absent",
        "mentions of the United States, China, India and Pakistan are counted, of others not",
        "the publisher gives texts, not counts: the counts were made upstream by pattern, and an archive of texts is "
        "kept as received",
        "older sessions are scanned, and a scan's errors hide mentions",
    ),
)
