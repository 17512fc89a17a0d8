"""For each rule an example of what it finds: something that could stand in a record."""

from typing import Final

EXAMPLES: Final[dict[str, str]] = {
    "G01": "A service works in transport, and no definition with `domain: [transport]` is in force"
    " on the day.",
    "G02": "The route for medicines says `awareness: {…, reached: 31, of: 74, on: 2024-05-02}`,"
    " and the policy asks for a new count each year.",
    "G03": "A review tells the cause and the lesson, and has no `could_happen_again`.",
    "G04": "A review says that it was close, and has no `how_close` with minutes, steps or"
    " controls left.",
    "G05": "`prevention_verdict: {is: reliable}`, while `prevented_by` says `mode: chance`: the"
    " coordinator had the run on the screen for another reason.",
    "G06": "The review leaves `harm_potential: {worst: unknown}` as the report had it.",
    "G07": "The minutes say “No further action, the dose was not late”, and nobody has looked"
    " whether others are exposed.",
    "G08": "The review thanks the coordinator for the catch, and has no `system_factor`.",
    "G09": "A near miss of 3 March that could have done moderate harm has no review on 7 March;"
    " the policy gives three days.",
    "G10": "The review names the cause, and no source that was read: `sources_examined` is not"
    " there.",
    "G11": "An exposure check says “all looked at”, without `population_n` and `sampled_n`.",
    "G12": "An exposure check found two people exposed, and no risk names the near miss.",
    "G13": "Two weeks after the review no control was changed, and no group decided that none need"
    " be.",
    "G14": "A control change without `owner_role`: everybody is to look at the list.",
    "G15": "The prompt on the handover note was changed on 9 March; on 30 March nothing says how"
    " many of the night staff know of it.",
    "G16": "After the second visit that was nearly missed, `strength: [Training]` is all that was"
    " changed.",
    "G17": "A monitoring plan without `governance_due`; nor does its template give the rest of it.",
    "G18": "`rule: reduced`, and no earlier near miss of this kind is in the records.",
    "G19": "Both measures of a plan say `independent_of_reporting: no`: they count entries in the"
    " log.",
    "G20": "A plan names feedback as evidence, and the group closes it without a single item of"
    " feedback on record.",
    "G21": "`interval: P1W`, and there are checks for the first and the fourth week only.",
    "G22": "A check says `triggers_hit: [{trigger: repeat-timing, action: Corrected the same"
    " day}]`, and there is neither an escalation nor a decision.",
    "G23": "The plan’s `audits_check` has handover notes, and no audit has a criterion with"
    " `covers: handover notes`.",
    "G24": "The role that owns the control audits it itself, and the group closes on that.",
    "G25": "The target runs for six weeks, and the decision that closes has a `period_covered` of"
    " four.",
    "G26": "A second visit of one service nearly had nobody within 90 days, both with `mechanism:"
    " rota-allocation`, and the later one names the earlier neither in `repeat_of` nor in"
    " `not_repeat_of`.",
    "G27": "The same mechanism came back twice in 90 days, and no risk of the service has it.",
    "G28": "The control that failed stands in three services, and the learning share has an answer"
    " for one of the other two.",
    "G29": "The review is a month old, and has no `feedback_to_reporter`.",
    "G30": "What could have been fatal was given a `local review`.",
    "G31": "21,000 visits in a quarter, and no near miss recorded for half a year.",
    "G32": "A walkthrough finds five pieces in the way, and nobody there had ever reported one.",
    "G33": "`near_miss: nm-20260303-k7m3`, and no record has that id; nm-20260303-k7m2 does.",
    "G34": "The review says nothing of `external_reporting`; or a homecare record is put under"
    " `15 Premises and equipment`.",
    "G35": "A record of 2027 is put under an item that the list gives as in force until 2026.",
    "G36": "A summary in which somebody is called by title and surname.",
    "G37": "`values: {boxes-filled: 20}`, without of how many.",
    "G38": "Noticed at 07:50, written down at 15:10; the route asks for it within the hour.",
    "G39": "`action: temporary` with `temporary_until: 2026-05-31`, and in July nothing has"
    " followed.",
    "G40": "The last survey in which staff were asked whether they feel able to report is two"
    " years old.",
    "S01": "A near miss without `detected`.",
    "S02": "`detection_method: luck`, where `chance` is meant.",
    "S03": "`domain: medicines` is a text where a list is asked for: `[medicines]`.",
    "S04": "`imediate_action:` with one m.",
    "S05": "`detected: 3 March 2026`, where 2026-03-03 07:52 is asked for.",
    "S06": "`reason: n/a`.",
    "S07": "`on: 2026-02-30`.",
    "S08": "`communication` with both `none_needed` and `reached`.",
    "F01": "`records/reviews/latest.yml` is a link to another file.",
    "F02": "A named pipe in `records/`.",
    "F03": "A folder called `records/reviews/march.yml`.",
    "F04": "A record into which the whole log was copied.",
    "F05": "`nm-20260303-k7m2.yaml`.",
    "F06": "`records/reviews/notes.docx`.",
    "F07": "`NM 20260303.yml`.",
    "F08": "`con.yml`, which some computers take for a device.",
    "F09": "`rr-visits.yml` and `RR-visits.yml` in one folder.",
    "F10": "`records/near-misses/March 2026/`.",
    "F11": "`records/nearmisses/`, where `near-misses` is meant.",
    "F12": "`records/nm-20260303-k7m2.yml`, beside the folders.",
    "F13": "A file that only its owner may read.",
    "F14": "A record eleven folders deep.",
    "F15": "The records of forty providers in one folder.",
    "F16": "`kind: audit` in `records/reviews/`.",
    "F17": "A review called `review-20260304-x2pd.yml`; the names of reviews begin with `rv-`.",
    "F18": "`id: nm-20260303-k7m2` in a file called `nm-20260303-k7m3.yml`.",
    "F19": "`nm-20260303-k7m2.yml` in the folders of March and of April.",
    "F20": "`* eol=crlf` in `.gitattributes`.",
    "F21": "A record that was copied from a stick on which every file may be run.",
    "Y01": "A record of two megabytes with a scanned page in it.",
    "Y02": "A file that was saved with the letters of an old Windows program.",
    "Y03": "A photograph that was given the name of a record.",
    "Y04": "A file that begins with `version https://git-lfs.github.com`.",
    "Y05": "Lines that begin with `<<<<<<<` and `>>>>>>>`.",
    "Y06": "A bell or a form feed that was copied from another program.",
    "Y07": "A line separator that came with a text from a web page.",
    "Y08": "A sign that turns the direction of writing, copied along with a foreign word.",
    "Y09": "A space of no width between two letters.",
    "Y10": "A code that Unicode keeps free for ever.",
    "Y11": "A letter under a tower of accents.",
    "Y12": "A list that is indented with the tab key.",
    "Y13": "A whole page on one line.",
    "Y14": "Minutes of forty pages under `reason`.",
    "Y15": "`[[[[[[[[[[` without the brackets that close them.",
    "Y16": "A table of a year’s doses written out as a list.",
    "Y17": "`- *same-as-above`.",
    "Y18": "`note: !important Ring first`.",
    "Y19": "`<<: *defaults`.",
    "Y20": "`%YAML 1.1` on the first line.",
    "Y21": "A second `kind:` after a line `---`.",
    "Y22": "A file of nothing but comments.",
    "Y23": "A file that is one long sentence.",
    "Y24": "`12: given`, where the hour was meant as a text.",
    "Y25": "`reason:` once at the top and once at the end.",
    "Y26": "`what: Rang back: nobody there`, without quotes around a text with a colon in it.",
}
"""By rule."""
