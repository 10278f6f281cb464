"""Due times worked out by hand, each with the law or the reasoning that leads to it.

Civil Code 2015: 147.2 the day of the event is not counted; 148.3 a month without the corresponding day ends on its last
day; 148.5 an end on a day off moves to the next working day. Labour Code 2019, 111 and 112: days off. Otherwise the rule
`working-time-1` of docs/deadlines.md. Swapped days: data/special_days.csv. Office hours, unless "@" names others, are
07:00–11:30 and 13:30–17:00, Monday to Friday: eight hours a day.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time

import pytest
from click.testing import CliRunner

from motcua.core.clock import ZONE
from motcua.offices import queries
from motcua.offices.deadlines import Limit, count
from motcua.offices.rules import DayKind, Special, Stretch, WorkingCalendar
from motcua.site.command import main

# received | limit [@ office hours] | stops | due | why. A due time without an hour is at 17:00, a stop without a date on
# the day of receipt or of the stop's start.
RECEIPT = """
2026-11-16T08:00     | 1 working days |  | 2026-11-17 | 147.2: Monday is not counted, Tuesday is the first day
2026-11-16T08:00     | 3 working days |  | 2026-11-19 | Tuesday, Wednesday, Thursday
2026-11-16T16:59     | 3 working days |  | 2026-11-19 | a minute before closing is still Monday
2026-11-16T17:00     | 3 working days |  | 2026-11-19 | the closing minute is still open
2026-11-16T17:00:30  | 3 working days |  | 2026-11-20 | half a minute after closing is not: counts from Tuesday 07:00
2026-11-16T17:01     | 3 working days |  | 2026-11-20 | after closing: counts from Tuesday; Wednesday, Thursday, Friday
2026-11-16T06:59     | 3 working days |  | 2026-11-19 | before opening: counts from 07:00 of the same Monday
2026-11-16T00:00     | 1 working days |  | 2026-11-17 | midnight belongs to the Monday that begins
2026-11-16T23:59     | 1 working days |  | 2026-11-18 | counts from Tuesday, due on Wednesday
2026-11-16T12:00     | 1 working days |  | 2026-11-17 | at lunch: counts from 13:30 of the same Monday
2026-11-16T10:00Z    | 3 working days |  | 2026-11-19 | 17:00 in Viet Nam, the closing minute
2026-11-16T10:01Z    | 3 working days |  | 2026-11-20 | 17:01 in Viet Nam, after closing
2026-11-15T23:30-05:00 | 1 working days |  | 2026-11-17 | 11:30 on Monday in Viet Nam
2026-11-20T16:00     | 1 working days |  | 2026-11-23 | Friday; the weekend is off; Monday
2026-11-20T17:20     | 3 working days |  | 2026-11-27 | counts from Monday 23; the 24th is off; 25, 26, 27
2026-11-21T09:00     | 1 working days |  | 2026-11-25 | Saturday: counts from Monday 23; the 24th is off
2026-11-22T20:00     | 2 working days |  | 2026-11-26 | Sunday: counts from Monday 23; 25, 26
2026-11-23T17:01     | 1 working days |  | 2026-11-26 | the 24th is off: counts from Wednesday 25
2026-11-24T10:00     | 1 working days |  | 2026-11-26 | received on a public holiday: counts from Wednesday 25
2026-11-16T08:00     | 0 working days |  | 2026-11-16 | nothing is left to count: due at closing of the day of receipt
2026-11-16T18:00     | 0 working days |  | 2026-11-17 | the day on which receipt counts is Tuesday
2026-11-16T08:00     | 5 working days |  | 2026-11-23 | 17, 18, 19, 20, 23
2026-11-16T08:00     | 6 working days |  | 2026-11-25 | the sixth would be the 24th, which is off
2026-11-02T08:00     | 20 working days |  | 2026-12-01 | 3–6 (4), 9–13 (9), 16–20 (14), 23 (15), 25–27 (18), 30 (19), 1 Dec
"""
NEW_YEAR_AND_TET = """
2024-02-07T10:00     | 1 working days |  | 2024-02-15 | Tết 2024: 8 to 14 February off (112.1.b and the weekend)
2024-02-07T17:30     | 1 working days |  | 2024-02-16 | after closing: counts from Thursday 15
2024-02-05T09:00     | 3 working days |  | 2024-02-15 | 6, 7, 15 February
2024-02-10T09:00     | 2 working days |  | 2024-02-19 | first day of the year: counts from Thursday 15; 16, 19
2024-02-01T08:00     | 10 days        |  | 2024-02-15 | ends on Sunday 11 in Tết; 148.5: Thursday 15
2024-02-01T08:00     | 14 days        |  | 2024-02-15 | ends on Thursday 15 by itself
2024-02-07T16:00     | 4 hours        |  | 2024-02-15T10:00 | one hour on the 7th, three from 07:00 of the 15th
2024-01-12T08:00     | 1 months       |  | 2024-02-15 | 12 February is in Tết; 148.5
2025-01-24T15:00     | 1 working days |  | 2025-02-03 | Tết 2025: Saturday 25 January to Sunday 2 February off
2025-01-24T17:00     | 2 working days |  | 2025-02-04 | the closing minute of the last day before Tết
2025-01-24T17:05     | 2 working days |  | 2025-02-05 | counts from Monday 3; 4, 5
2025-01-22T09:00     | 5 working days |  | 2025-02-05 | 23, 24 January, 3, 4, 5 February
2025-01-20T09:00     | 10 days        |  | 2025-02-03 | ends on Thursday 30 in Tết; 148.5
2025-01-24T16:30     | 8 hours        |  | 2025-02-03T16:30 | half an hour, then 4.5 to 11:30 and 3 from 13:30
2025-01-29T08:00     | 1 months       |  | 2025-03-03 | first day of the year: counts from 3 February, a month is 3 March
2024-12-27T08:00     | 1 months       |  | 2025-02-03 | 27 January is the first day off of Tết; 148.5
2026-02-13T16:40     | 3 working days |  | 2026-02-25 | Tết 2026: 14 to 22 February off; 23, 24, 25
2026-02-13T17:00     | 3 working days |  | 2026-02-25 | the closing minute
2026-02-13T17:01     | 3 working days |  | 2026-02-26 | counts from Monday 23; 24, 25, 26
2026-02-12T17:20     | 3 working days |  | 2026-02-25 | counts from Friday 13; 23, 24, 25
2026-02-14T09:00     | 1 working days |  | 2026-02-24 | Saturday before Tết: counts from Monday 23
2026-02-06T08:00     | 10 working days |  | 2026-02-27 | 9–13 (5), 23–27 (10)
2026-02-10T10:00     | 7 days         |  | 2026-02-23 | ends on 17 February, first of Tết; 148.5
2026-02-10T10:00     | 13 days        |  | 2026-02-23 | ends on Monday 23 by itself
2026-02-13T15:30     | 4 hours        |  | 2026-02-23T09:30 | 1.5 on Friday, 2.5 from 07:00 of the 23rd
2026-02-13T11:30     | 8 hours        |  | 2026-02-23T11:30 | 3.5 in the afternoon, 4.5 in the morning of the 23rd
2026-01-19T08:00     | 1 months       |  | 2026-02-23 | 19 February is in Tết; 148.5
2025-12-31T09:00     | 1 working days |  | 2026-01-05 | 1 January off by law, 2 January off in exchange for the 10th
2025-12-31T09:00     | 5 working days |  | 2026-01-09 | 5 to 9 January
2025-12-31T09:00     | 6 working days |  | 2026-01-10 | the sixth is Saturday 10, made up (12729/VPCP-KGVX)
2026-01-09T10:00     | 1 working days |  | 2026-01-10 | the make-up Saturday is a working day
2026-01-10T10:00     | 1 working days |  | 2026-01-12 | received on the make-up Saturday
2026-01-10T17:30     | 1 working days |  | 2026-01-13 | after its closing: counts from Monday 12
2026-01-02T10:00     | 1 working days |  | 2026-01-06 | received on the swapped day off: counts from Monday 5
2026-01-05T08:00     | 5 days         |  | 2026-01-10 | ends on the make-up Saturday, which is no day off
2025-12-26T08:00     | 7 days         |  | 2026-01-05 | ends on 2 January, off; 148.5
2025-12-10T08:00     | 1 months       |  | 2026-01-10 | ends on the make-up Saturday
2026-01-09T16:00     | 4 hours        |  | 2026-01-10T10:00 | one hour on Friday, three on the make-up Saturday
2026-12-31T10:00     | 1 working days |  | 2027-01-04 | 1 January 2027 is a Friday
2024-12-31T10:00     | 1 working days |  | 2025-01-02 | 1 January 2025 is a Wednesday
"""
OTHER_HOLIDAYS = """
2025-04-25T08:00     | 1 working days |  | 2025-04-26 | Saturday 26 April 2025 was worked for Friday 2 May
2025-04-25T17:30     | 1 working days |  | 2025-04-28 | counts from the make-up Saturday; Monday
2025-04-26T09:00     | 3 working days |  | 2025-05-05 | 28, 29 April; 30 April, 1 and 2 May off; 5 May
2025-04-29T16:00     | 1 working days |  | 2025-05-05 | five days off in a row
2025-04-22T08:00     | 4 days         |  | 2025-04-26 | ends on the make-up Saturday
2025-04-25T08:00     | 7 days         |  | 2025-05-05 | ends on 2 May, off in exchange; 148.5
2025-04-25T16:00     | 9 hours        |  | 2025-04-26T17:00 | one hour on Friday, eight on the make-up Saturday
2025-04-04T08:00     | 1 working days |  | 2025-04-08 | the Hùng Kings' day is Monday 7 April 2025
2024-04-26T10:00     | 1 working days |  | 2024-05-02 | 29 April swapped, 30 April and 1 May by law
2024-05-03T10:00     | 1 working days |  | 2024-05-04 | Saturday 4 May 2024 was worked for 29 April
2024-04-17T10:00     | 1 working days |  | 2024-04-19 | the Hùng Kings' day is Thursday 18 April 2024
2026-04-24T10:00     | 1 working days |  | 2026-04-28 | the Hùng Kings' day is Sunday 26; 111.3: Monday 27 is off for it
2026-04-24T10:00     | 3 working days |  | 2026-05-04 | 28, 29 April; 30 April and 1 May off; 4 May
2026-04-29T17:10     | 1 working days |  | 2026-05-05 | counts from Monday 4 May
2026-08-21T14:00     | 1 working days |  | 2026-08-22 | Saturday 22 August 2026 is worked for 31 August
2026-08-22T09:00     | 1 working days |  | 2026-08-24 | received on the make-up Saturday
2026-08-22T16:00     | 2 hours        |  | 2026-08-24T08:00 | one hour on the make-up Saturday, one on Monday
2026-08-20T09:00     | 3 working days |  | 2026-08-24 | 21, 22, 24
2026-08-28T09:00     | 1 working days |  | 2026-09-03 | 31 August, 1 and 2 September off
2026-08-28T16:00     | 2 hours        |  | 2026-09-03T08:00 | one hour before the holidays, one after
2026-08-07T08:00     | 15 days        |  | 2026-08-22 | ends on the make-up Saturday
2026-08-17T08:00     | 14 days        |  | 2026-09-03 | ends on 31 August, off in exchange; 148.5
2024-08-30T10:00     | 1 working days |  | 2024-09-04 | 2 and 3 September 2024 off
2025-08-29T10:00     | 1 working days |  | 2025-09-03 | 1 and 2 September 2025 off
2025-11-21T10:00     | 1 working days |  | 2025-11-24 | 24 November was no holiday before 2026
2026-11-19T08:00     | 5 days         |  | 2026-11-25 | ends on 24 November 2026, the day of culture; 148.5
2026-11-23T16:00     | 2 hours        |  | 2026-11-25T08:00 | one hour before the holiday, one after
2026-09-24T08:00     | 2 months       |  | 2026-11-25 | ends on 24 November 2026; 148.5
"""
DAYS_AND_MONTHS = """
2026-11-16T08:00     | 1 days         |  | 2026-11-17 | 147.2: the day of receipt is not counted
2026-11-16T08:00     | 2 days         |  | 2026-11-18 | Tuesday, Wednesday
2026-11-16T08:00     | 5 days         |  | 2026-11-23 | ends on Saturday; 148.5
2026-11-16T08:00     | 6 days         |  | 2026-11-23 | ends on Sunday; 148.5
2026-11-16T08:00     | 7 days         |  | 2026-11-23 | ends on Monday by itself
2026-11-16T08:00     | 8 days         |  | 2026-11-25 | ends on the 24th, off
2026-11-16T17:01     | 2 days         |  | 2026-11-19 | counts from Tuesday
2026-11-20T17:20     | 1 days         |  | 2026-11-25 | counts from Monday 23, ends on the 24th, off
2026-11-21T10:00     | 0 days         |  | 2026-11-23 | the day on which receipt counts is Monday
2026-11-16T08:00     | 0 days         |  | 2026-11-16 | due on the day of receipt
2026-11-16T08:00     | 15 days        |  | 2026-12-01 | weekends and the 24th are counted: only the end matters
2026-11-16T08:00     | 30 days        |  | 2026-12-16 | thirty days, not a month; here the same
2026-11-16T08:00     | 1 months       |  | 2026-12-16 | 148.3: the corresponding day
2024-01-31T08:00     | 1 months       |  | 2024-02-29 | 148.3: February 2024 has no 31st, its last day is the 29th
2024-02-29T08:00     | 1 months       |  | 2024-03-29 | the corresponding day, not the last of the month
2024-02-28T17:30     | 1 months       |  | 2024-03-29 | after closing: counts from the leap day
2024-02-29T08:00     | 12 months      |  | 2025-02-28 | February 2025 has no 29th
2024-03-29T08:00     | 11 months      |  | 2025-02-28 | February 2025 has no 29th
2026-01-30T08:00     | 1 months       |  | 2026-03-02 | no 30 February: the 28th, a Saturday; 148.5
2026-01-31T08:00     | 1 months       |  | 2026-03-02 | a Saturday: counts from 2 February, so 2 March
2025-08-29T08:00     | 6 months       |  | 2026-03-02 | no 29 February 2026: the 28th, a Saturday; 148.5
2025-03-31T08:00     | 1 months       |  | 2025-05-05 | no 31 April: the 30th, off, as are 1 and 2 May and the weekend
2026-03-31T08:00     | 1 months       |  | 2026-05-04 | no 31 April: the 30th, off, as is 1 May
2026-10-30T17:30     | 1 months       |  | 2026-12-02 | counts from Monday 2 November
2026-12-31T16:00     | 2 months       |  | 2027-03-01 | no 31 February: 28 February 2027, a Sunday
2026-11-16T08:00     | 0 months       |  | 2026-11-16 | due on the day of receipt
"""
HOURS = """
2026-11-16T07:00     | 8 hours        |  | 2026-11-16T17:00 | a whole day, lunch not counted
2026-11-16T08:00     | 2 hours        |  | 2026-11-16T10:00 | 147.1: hours run from the moment itself
2026-11-16T11:00     | 1 hours        |  | 2026-11-16T14:00 | half before lunch, half after
2026-11-16T10:30     | 1 hours        |  | 2026-11-16T11:30 | ends when lunch begins, not when it is over
2026-11-16T11:30     | 1 hours        |  | 2026-11-16T14:30 | the minute in which lunch begins is open, none is worked
2026-11-16T12:15     | 1 hours        |  | 2026-11-16T14:30 | at lunch: counts from 13:30
2026-11-16T06:10     | 2 hours        |  | 2026-11-16T09:00 | before opening: counts from 07:00
2026-11-16T16:00     | 2 hours        |  | 2026-11-17T08:00 | one today, one tomorrow
2026-11-16T17:00     | 1 hours        |  | 2026-11-17T08:00 | nothing is left of Monday
2026-11-16T17:01     | 1 hours        |  | 2026-11-17T08:00 | counts from Tuesday 07:00
2026-11-20T16:00     | 8 hours        |  | 2026-11-23T16:00 | one on Friday; 4.5 to 11:30 and 2.5 from 13:30 on Monday
2026-11-20T17:20     | 8 hours        |  | 2026-11-23T17:00 | the whole Monday
2026-11-21T03:00     | 1 hours        |  | 2026-11-23T08:00 | Saturday night: counts from Monday 07:00
2026-11-16T08:00     | 40 hours       |  | 2026-11-23T08:00 | 7 on Monday, 4 × 8 to Friday make 39, one on Monday
2026-11-16T12:00     | 0 hours        |  | 2026-11-16T13:30 | nothing to count: due when the office opens
2026-11-21T12:00     | 0 hours        |  | 2026-11-23T07:00 | nothing to count: due when the office opens
"""
SAME_DAY = """
2026-11-16T08:00     | same day       |  | 2026-11-16 | the procedure: on the day itself
2026-11-16T14:59     | same day       |  | 2026-11-16 | before three
2026-11-16T15:00     | same day       |  | 2026-11-16 | three sharp is not after three
2026-11-16T15:00:01  | same day       |  | 2026-11-17 | a second after three is
2026-11-16T15:01     | same day       |  | 2026-11-17 | after three: the next working day
2026-11-16T06:00     | same day       |  | 2026-11-16 | counts from 07:00
2026-11-16T12:00     | same day       |  | 2026-11-16 | at lunch: counts from 13:30
2026-11-16T17:30     | same day       |  | 2026-11-17 | counts from 07:00 of the next day, which is in time on that day
2026-11-20T15:30     | same day       |  | 2026-11-23 | Friday afternoon: Monday
2026-11-20T17:20     | same day       |  | 2026-11-23 | counts from Monday 07:00, in time on Monday
2026-11-21T09:00     | same day       |  | 2026-11-23 | Saturday: counts from Monday 07:00
2026-11-23T15:00     | same day       |  | 2026-11-23 | in time on the day before a holiday
2026-11-23T15:30     | same day       |  | 2026-11-25 | too late on the day before a holiday
2026-11-23T17:30     | same day       |  | 2026-11-25 | counts from Wednesday 25, in time on that day
2026-02-13T15:01     | same day       |  | 2026-02-23 | too late on the last day before Tết
2026-01-09T15:30     | same day       |  | 2026-01-10 | the next working day is the make-up Saturday
2026-01-10T16:00     | same day       |  | 2026-01-12 | too late on the make-up Saturday
2026-08-22T15:00     | same day       |  | 2026-08-22 | in time on the make-up Saturday
"""
STOPS = """
2026-11-16T08:00 | 3 working days | 2026-11-17T09:00..T10:00 | 2026-11-20 | due on the 19th; one hour is a rest: a day
2026-11-16T08:00 | 3 working days | 2026-11-17T09:00..T11:00 | 2026-11-20 | one stop of two hours is one day
2026-11-16T08:00 | 3 working days | 2026-11-17T07:00..T17:00 | 2026-11-20 | eight hours are a day
2026-11-16T08:00 | 3 working days | 2026-11-17T07:00..2026-11-18T07:00 | 2026-11-20 | eight hours: the 18th had not begun
2026-11-16T08:00 | 3 working days | 2026-11-17T07:00..2026-11-18T07:01 | 2026-11-23 | eight hours and a minute: two days
2026-11-16T08:00 | 3 working days | 2026-11-17T07:00..2026-11-18T08:00 | 2026-11-23 | nine hours: two days, 20 and 23
2026-11-16T08:00 | 3 working days | 2026-11-17T12:00..T13:00 | 2026-11-19 | lunch: no office hour was stopped
2026-11-16T08:00 | 3 working days | 2026-11-17T17:00..2026-11-18T07:00 | 2026-11-19 | a night: no office hour was stopped
2026-11-16T08:00 | 3 working days | 2026-11-17T09:00..T09:00 | 2026-11-19 | asked and answered in the same minute
2026-11-16T08:00 | 3 working days | 2026-11-16T08:00..T12:00 | 2026-11-20 | a stop from the minute of receipt: 3.5 hours
2026-11-16T17:20 | 3 working days | 2026-11-16T18:00..2026-11-17T06:00 | 2026-11-20 | over before the count begins
2026-11-16T08:00 | 3 working days | 2026-11-17T18:00..2026-11-19T09:00 | 2026-11-23 | begins after closing: 8 on the 18th and 2: two days
2026-11-16T08:00 | 3 working days | 2026-11-17T15:00..2026-11-18T20:00 | 2026-11-23 | ends after closing: 2 and 8: two days
2026-11-16T08:00 | 3 working days | 2026-11-17T06:00..T12:00 | 2026-11-20 | both outside hours: 4.5: a day
2026-11-16T08:00 | 5 working days | 2026-11-20T17:00..2026-11-23T07:00 | 2026-11-23 | a weekend: no office hour was stopped
2026-11-16T08:00 | 5 working days | 2026-11-20T15:00..2026-11-23T09:00 | 2026-11-25 | 2 and 2: a day after the 23rd, the 24th is off
2026-11-16T08:00 | 6 working days | 2026-11-23T07:00..2026-11-25T17:00 | 2026-11-27 | across a holiday: 8 and 8, due 25 and two days
2026-02-12T08:00 | 3 working days | 2026-02-13T14:00..2026-02-23T10:00 | 2026-02-25 | across Tết: 3 and 3, due 24 and a day
2026-02-12T08:00 | 3 working days | 2026-02-14T08:00..2026-02-22T20:00 | 2026-02-24 | all in Tết: no office hour was stopped
2026-02-11T08:00 | 2 working days | 2026-02-12T08:00..T11:00 | 2026-02-23 | due on Friday 13; the day more is after Tết
2026-01-08T08:00 | 1 working days | 2026-01-09T08:00..2026-01-10T08:00 | 2026-01-10 | 7 and 1 on the make-up Saturday: one day
2026-08-20T08:00 | 1 working days | 2026-08-21T07:00..2026-08-24T07:00 | 2026-08-24 | 16 with the make-up Saturday: 22 and 24
2026-11-16T08:00 | 3 working days | 2026-11-17T09:00..T10:00; 2026-11-18T09:00..T10:00 | 2026-11-23 | two stops, each a rest: two days
2026-11-16T08:00 | 3 working days | 2026-11-17T09:00..T10:00; 2026-11-17T10:00..T11:00 | 2026-11-23 | they touch, but are two stops
2026-11-16T08:00 | 3 working days | 2026-11-18T09:00..T10:00; 2026-11-17T09:00..T10:00 | 2026-11-23 | told in another order, the same
2026-11-16T08:00 | 3 working days | 2026-11-19T08:00..2026-11-20T08:00; 2026-11-20T14:00..2026-11-23T14:00 | 2026-11-23 | 8: to the 20th; then 3 and 5: to the 23rd
2026-11-16T08:00 | 1 working days | 2026-11-19T08:00..2026-11-20T08:00 | 2026-11-18 | late since the 17th; 8 hours: a day, still late
2026-11-16T08:00 | 1 working days | 2026-11-23T07:00..2026-11-25T17:00 | 2026-11-19 | late; across a holiday 16: two days
2026-11-16T08:00 | 1 working days | 2026-11-17T17:00..2026-11-18T09:00 | 2026-11-18 | stopped in the minute in which it is due: 2 hours
2026-11-16T08:00 | 2 days   | 2026-11-17T09:00..T09:01 | 2026-11-19 | calendar days too: a rest is a working day
2026-11-16T08:00 | 5 days   | 2026-11-17T07:00..T17:00 | 2026-11-25 | due 23 (from Saturday 21); a working day more
2026-11-16T08:00 | 1 months | 2026-11-23T07:00..2026-11-25T17:00 | 2026-12-18 | due 16 December; 16 hours: 17, 18
2026-11-16T08:00 | same day | 2026-11-16T09:00..2026-11-17T09:00 | 2026-11-17 | 6 and 2: a day
2026-11-16T08:00 | 8 hours  | 2026-11-16T14:00..T16:00 | 2026-11-17T10:00 | due on the 17th at 08:00; two hours more
2026-11-16T08:00 | 8 hours  | 2026-11-16T08:00..2026-11-17T08:00 | 2026-11-18T08:00 | 7 and 1: a day at the same time of day
2026-11-16T08:00 | 8 hours  | 2026-11-16T10:00..2026-11-17T12:00 | 2026-11-18T09:30 | 5 and 4.5: a day and 1.5 hours
2026-11-16T08:00 | 8 hours  | 2026-11-16T17:00..2026-11-17T07:00 | 2026-11-17T08:00 | a night: no office hour was stopped
2026-11-16T08:00 | 3 hours  | 2026-11-16T09:00..T10:00 | 2026-11-16T14:00 | due at 11:00; half an hour before lunch and half after
2026-11-20T13:30 | 3 hours  | 2026-11-20T14:00..T15:00 | 2026-11-23T07:30 | due at 16:30; half on Friday, half on Monday
2026-11-23T13:30 | 3 hours  | 2026-11-23T14:00..2026-11-25T09:00 | 2026-11-25T11:30 | across a holiday 3 and 2: from 16:30 0.5 and 4.5
2026-11-20T16:00 | 8 hours  | 2026-11-23T08:00..2026-11-25T09:30 | 2026-11-26T07:30 | due 23 at 16:00; 7 and 2.5: 25 at 16:00 and 1.5
2026-11-16T08:00 | 8 hours  | 2026-11-16T09:00..T10:00; 2026-11-17T07:30..T08:30 | 2026-11-17T10:00 | due at 08:00, then 09:00, then 10:00
2026-11-16T08:00 | 2 hours  | 2026-11-17T08:00..T10:00 | 2026-11-16T14:00 | late since 10:00; two hours: 1.5 to 11:30 and half an hour from 13:30
"""
OFFICES = """
2026-11-16T16:30 | 1 working days @ winter |  | 2026-11-17T16:30 | closing minute of an office that closes at 16:30
2026-11-16T16:40 | 1 working days @ winter |  | 2026-11-18T16:30 | after its closing: counts from Tuesday
2026-11-16T07:10 | 2 hours @ winter   |  | 2026-11-16T09:30 | it opens at 07:30
2026-11-16T12:00 | 1 hours @ winter   |  | 2026-11-16T14:00 | its lunch ends at 13:00
2026-11-16T08:00 | 8 hours @ winter   |  | 2026-11-17T08:30 | 3.5 and 3.5 on Monday, one on Tuesday
2026-11-16T08:00 | 3 working days @ winter | 2026-11-17T07:00..T17:00 | 2026-11-20T16:30 | its whole day is 7.5: a rest, a day
2026-11-16T08:00 | 2 hours @ winter   | 2026-11-16T09:00..2026-11-17T11:30 | 2026-11-17T13:30 | 6 and 4: 17 at 10:00 (8 are a day), 1.5 and 0.5
2026-11-20T08:00 | 1 working days @ saturday |  | 2026-11-21T11:30 | Saturday morning is office time
2026-11-21T08:00 | 1 working days @ saturday |  | 2026-11-23 | received on Saturday morning
2026-11-21T11:31 | 1 working days @ saturday |  | 2026-11-25 | after closing on Saturday: counts from Monday 23
2026-11-16T08:00 | 5 days @ saturday  |  | 2026-11-21T11:30 | ends on Saturday, which is a working day there
2026-11-20T16:00 | 3 hours @ saturday |  | 2026-11-21T09:00 | one on Friday, two on Saturday
2026-11-20T15:30 | same day @ saturday |  | 2026-11-21T11:30 | the next working day is Saturday
2026-11-21T10:00 | same day @ saturday |  | 2026-11-21T11:30 | before three
2026-11-19T08:00 | 1 working days @ storm |  | 2026-11-23 | the office itself is closed on Friday 20
2026-11-19T17:30 | 1 working days @ storm |  | 2026-11-25 | counts from Monday 23; the 24th is off
2026-11-16T08:00 | 4 days @ storm     |  | 2026-11-23 | ends on its own day off; 148.5
2026-11-19T16:00 | 2 hours @ storm    |  | 2026-11-23T08:00 | one on Thursday, one on Monday
2026-11-19T15:30 | same day @ storm   |  | 2026-11-23 | the next working day of that office
2026-11-16T08:00 | 3 working days @ storm | 2026-11-19T13:30..2026-11-23T08:30 | 2026-11-23 | 3.5 and 1.5: a day; Friday does not count
2026-11-17T08:00 | 1 working days @ half |  | 2026-11-18T11:30 | closed on Wednesday afternoons
2026-11-18T12:00 | 1 working days @ half |  | 2026-11-20 | after closing on Wednesday: counts from Thursday
"""
UNITS = {"hours": "hour", "days": "day", "working days": "working_day", "months": "month"}
TABLES = {
    "receipt": RECEIPT, "Tết": NEW_YEAR_AND_TET, "holidays": OTHER_HOLIDAYS, "days": DAYS_AND_MONTHS, "hours": HOURS,
    "same day": SAME_DAY, "stops": STOPS, "offices": OFFICES,
}  # fmt: skip
ROWS = [
    tuple(cell.strip() for cell in line.split("|")) for table in TABLES.values() for line in table.strip().splitlines()
]


def _week(*spans):
    return [Stretch(day, time(*opens), time(*closes)) for days, opens, closes in spans for day in days]


MORNING, AFTERNOON = ((7, 0), (11, 30)), ((13, 30), (17, 0))
SHIPPED = queries.shipped_calendar(date(2024, 1, 1), date(2028, 12, 31))
HOURS_OF = {
    "winter": _week((range(5), (7, 30), (11, 30)), (range(5), (13, 0), (16, 30))),
    "saturday": _week((range(6), *MORNING), (range(5), *AFTERNOON)),
    "half": _week((range(5), *MORNING), ((0, 1, 3, 4), *AFTERNOON)),
}
OFFICE = {name: WorkingCalendar(hours=(tuple(week),), special=SHIPPED.special) for name, week in HOURS_OF.items()}
CLOSED = {date(2026, 11, 20): Special(DayKind.OFF, "Ngày bão")}
OFFICE |= {"": SHIPPED, "storm": WorkingCalendar(special={**SHIPPED.special, **CLOSED})}


def _at(text):
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _stops(cell):
    pairs = [part.strip().split("..") for part in cell.split(";") if part]
    return [(start, end if end[0] != "T" else start[:10] + end) for start, end in pairs]


def _due(cell):
    return _at(cell if "T" in cell else f"{cell}T17:00")


def _limit(cell):
    if cell == "same day":
        return Limit(same_day_until=time(15))
    amount, _, unit = cell.partition(" ")
    return Limit(int(amount), UNITS[unit])


@pytest.mark.parametrize(("received", "limit", "stops", "due", "why"), ROWS, ids=lambda cell: cell[:60])
def test_due_times_worked_out_by_hand(received, limit, stops, due, why):
    limit, _, office = (part.strip() for part in limit.partition("@"))
    spans = [(_at(start), _at(end)) for start, end in _stops(stops)]
    assert count(OFFICE[office], _at(received), _limit(limit), spans).due_at == _due(due), why


def test_the_table_is_long_and_says_nothing_twice():
    assert len(ROWS) >= 200
    assert len({row[:3] for row in ROWS}) == len(ROWS)
    assert all(len(row) == 5 and row[4] for row in ROWS)


def test_the_command_says_the_same_as_the_table(province):
    for received, limit, stops, due, why in ROWS:
        if "@" in limit:
            continue
        asked = ["--same-day-until", "15:00"] if limit == "same day" else ["--limit", limit]
        for start, end in _stops(stops):
            asked += ["--stop", f"{start}..{end}"]
        result = CliRunner().invoke(main, ["deadline", "--from", received, *asked, "--format", "json"])
        assert result.exit_code == 0, result.output
        assert json.loads(result.output)["due"] == _due(due).isoformat(), why
