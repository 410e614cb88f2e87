"""Whether an IMF arrangement was in force, by the Fund's own file."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import members_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

# The Fund's own numbers of its members.
MEMBERS = """
512 AFG, 914 ALB, 612 DZA, 171 AND, 614 AGO, 311 ATG, 213 ARG, 911 ARM, 193 AUS, 122 AUT, 912 AZE,
313 BHS, 419 BHR, 513 BGD, 316 BRB, 913 BLR, 124 BEL, 339 BLZ, 638 BEN, 514 BTN, 218 BOL, 963 BIH,
616 BWA, 223 BRA, 516 BRN, 918 BGR, 748 BFA, 618 BDI, 624 CPV, 522 KHM, 622 CMR, 156 CAN, 626 CAF,
628 TCD, 228 CHL, 924 CHN, 233 COL, 632 COM, 634 COG, 636 COD, 238 CRI, 662 CIV, 960 HRV, 423 CYP,
935 CZE, 128 DNK, 611 DJI, 321 DMA, 243 DOM, 248 ECU, 469 EGY, 253 SLV, 642 GNQ, 643 ERI, 939 EST,
734 SWZ, 644 ETH, 819 FJI, 172 FIN, 132 FRA, 646 GAB, 648 GMB, 915 GEO, 134 DEU, 652 GHA, 174 GRC,
328 GRD, 258 GTM, 656 GIN, 654 GNB, 336 GUY, 263 HTI, 268 HND, 944 HUN, 176 ISL, 534 IND, 536 IDN,
429 IRN, 433 IRQ, 178 IRL, 436 ISR, 136 ITA, 343 JAM, 158 JPN, 439 JOR, 916 KAZ, 664 KEN, 826 KIR,
542 KOR, 967 XKX, 443 KWT, 917 KGZ, 544 LAO, 941 LVA, 446 LBN, 666 LSO, 668 LBR, 672 LBY, 946 LTU,
137 LUX, 674 MDG, 676 MWI, 548 MYS, 556 MDV, 678 MLI, 181 MLT, 867 MHL, 682 MRT, 684 MUS, 273 MEX,
868 FSM, 921 MDA, 948 MNG, 943 MNE, 686 MAR, 688 MOZ, 518 MMR, 728 NAM, 836 NRU, 558 NPL, 138 NLD,
196 NZL, 278 NIC, 692 NER, 694 NGA, 962 MKD, 142 NOR, 449 OMN, 564 PAK, 565 PLW, 283 PAN, 853 PNG,
288 PRY, 293 PER, 566 PHL, 964 POL, 182 PRT, 453 QAT, 968 ROU, 922 RUS, 714 RWA, 862 WSM, 135 SMR,
716 STP, 456 SAU, 722 SEN, 942 SRB, 718 SYC, 724 SLE, 576 SGP, 936 SVK, 961 SVN, 813 SLB, 726 SOM,
199 ZAF, 733 SSD, 184 ESP, 524 LKA, 361 KNA, 362 LCA, 364 VCT, 732 SDN, 366 SUR, 144 SWE, 146 CHE,
463 SYR, 923 TJK, 738 TZA, 578 THA, 537 TLS, 742 TGO, 866 TON, 369 TTO, 744 TUN, 186 TUR, 925 TKM,
869 TUV, 746 UGA, 926 UKR, 466 ARE, 112 GBR, 111 USA, 298 URY, 927 UZB, 846 VUT, 299 VEN, 582 VNM,
474 YEM, 754 ZMB, 698 ZWE
"""
# What began before the file does has run out by this year.
FIRST = 2006


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 if an arrangement was in force on any day of the year as first agreed, 0 if none."""
    codes = ", ".join("({}, '{}')".format(*pair.split()) for pair in MEMBERS.split(","))
    return library.sql(
        f"""
        WITH codes AS (SELECT * FROM (VALUES {codes}) AS t (imf_code, iso3)),
        programs AS (
            SELECT c.iso3 AS state, p.start_year, p.end_year FROM mona_programs p JOIN codes c USING (imf_code)
        ),
        cells AS (
            SELECT state, year FROM {members_table(FIRST, 2099)} m
            WHERE year < (SELECT max(start_year) FROM mona_programs) AND state IN (SELECT state FROM programs)
        )
        SELECT c.state, c.year, max((p.state IS NOT NULL)::INTEGER) AS value
        FROM cells c LEFT JOIN programs p ON p.state = c.state AND c.year BETWEEN p.start_year AND p.end_year
        GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="imf_program_mona",
        label="IMF arrangement in force by the Fund's own file",
        unit="1 = in force, 0 = none",
        role="context",
        higher="under a program",
        construct="IMF support",
        family="imf_arrangements",
        sources=("imf_programs_recent",),
        cites=("imfmona",),
        first=2006,
        last=2025,
        note="to the end first agreed: one that was ended early still counts, an extension does not; states that "
        "the file never names are missing; the year of the newest approval is not over and is left out",
        after="imf_program",
    ),
    shape="state",
    form="counts",
    compute=compute,
)
