#!/usr/bin/env python3
"""Works out every decision of a replay anew, from the written rules and without the airline's code.

    kurier flights replay 1999-12.csv.gz --feed feed.tsv --decisions decisions.tsv
    python3 recompute.py feed.tsv | cmp - decisions.tsv

Reads the legs and messages that a replay reads, writes the decisions it should come to. Standard library only.
"""

import datetime
import heapq
import re
import sys

HORIZON, LADDER, EXTRA_LOOK, OVERDUE, RECOVERY, BACK = 360, 15, 29, 10, 5, 2
TURN, TURN_PERCENT, TURN_ENOUGH, TURN_MOST, TURN_LEAST, TURN_CLAMP = 25, 10, 30, 120, 15, 50
LONGEST_STAND, GIVEN_UP = 14 * 60, 24 * 60
FIRST, FIRST_UNSURE, UNSURE, STEP, STEP_PERCENT = 30, 90, 2, 20, 25
RIGHTS, COULD_MISS, GAP, MOST_DELAYS, MOST_CANCELLED = (120, 180, 240, 300), 15, 10, 6, 3
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
EPOCH = datetime.datetime(1970, 1, 1)


def date_of(minute):
    return (EPOCH + datetime.timedelta(minutes=minute)).date()


def minute_of(day, hour, minute):
    at = datetime.datetime(day.year, day.month, day.day, hour, minute)
    return int((at - EPOCH).total_seconds()) // 60


def days_called(number, near):
    for shift in (-1, 0, 1):
        year, month = divmod(near.year * 12 + near.month - 1 + shift, 12)
        try:
            yield datetime.date(year, month + 1, number)
        except ValueError:
            pass


def clock(text, reference):
    """hhmm or ddhhmm, the instant nearest to the reference."""
    near = date_of(reference)
    if len(text) == 4:
        days = [near + datetime.timedelta(days=shift) for shift in (-1, 0, 1)]
    else:
        days = list(days_called(int(text[:2]), near))
    instants = [minute_of(day, int(text[-4:-2]), int(text[-2:])) for day in days]
    return min(instants, key=lambda at: abs(at - reference))


def operating_day(text, now):
    near = date_of(now)
    if len(text) == 2:
        return min(days_called(int(text), near), key=lambda day: abs((day - near).days))
    year = int(text[5:7])
    century = 1900 if year >= 87 else 2000
    return datetime.date(century + year, MONTHS.index(text[2:5]) + 1, int(text[:2]))


class Leg:
    def __init__(self, flight, day, origin, to, std, sta, tail):
        self.flight, self.day, self.origin, self.to = flight, day, origin, to
        self.std, self.sta, self.tail = int(std), int(sta), tail
        self.carrier = re.match(r"(.*?[A-Z].*?)\d{1,4}[A-Z]?$", flight).group(1)
        if len(self.carrier) < 2:
            self.carrier = flight[:2]
        self.inbound = self.onward = None
        self.stated = self.off = self.eta = self.on = None
        self.cancelled = self.diverted = False
        # What the passenger was told.
        self.told = self.told_at = None
        self.n_delays = self.n_earlier = self.n_cancelled = self.n_diverted = 0

    def closed(self):
        return self.off is not None or self.cancelled


class Turns:
    def __init__(self):
        self.seen = {}

    def learn(self, carrier, place, minutes):
        if 0 <= minutes <= TURN_MOST:
            for key in ((carrier, place), (carrier, None)):
                self.seen.setdefault(key, [0] * (TURN_MOST + 1))[minutes] += 1

    def quick(self, carrier, place):
        for key in ((carrier, place), (carrier, None)):
            bins = self.seen.get(key)
            count = sum(bins) if bins else 0
            if count >= TURN_ENOUGH:
                rank, below = count * TURN_PERCENT // 100, 0
                for minutes, n in enumerate(bins):
                    below += n
                    if below > rank:
                        return min(max(minutes, TURN_LEAST), TURN_CLAMP)
        return TURN


def link(legs):
    of_tail = {}
    for number, leg in enumerate(legs):
        if leg.tail != "-":
            of_tail.setdefault(leg.tail, []).append((leg.std, number))
    for chain in of_tail.values():
        chain.sort()
        for (_, a), (_, b) in zip(chain, chain[1:]):
            first, then = legs[a], legs[b]
            if first.to == then.origin and 0 <= then.std - first.sta <= LONGEST_STAND:
                first.onward, then.inbound = b, a


class Replay:
    def __init__(self, legs, messages, out):
        self.legs, self.messages, self.out = legs, messages, out
        self.turns = Turns()
        self.alarm = [leg.std - HORIZON for leg in legs]
        self.heap = [(at, number) for number, at in enumerate(self.alarm)]
        heapq.heapify(self.heap)
        self.named = {}
        for number, leg in enumerate(legs):
            self.named.setdefault((leg.flight, leg.day), []).append(number)
        link(legs)

    # Reading -------------------------------------------------------------------------------------------------------

    def find(self, flight, day, now, fits):
        numbers = self.named.get((flight, operating_day(day, now)), [])
        return next((n for n in numbers if fits(self.legs[n])), None)

    def read(self, text, now):
        lines = text.split("\\n")
        kind = lines[0]
        if kind == "ASM":
            flight, rest = lines[3].split("/")
            day, ends = rest.split(" ")
            number = self.find(flight, day, now, lambda leg: leg.origin == ends[:3])
            self.legs[number].cancelled = True
            return number
        flight, rest = lines[1].split("/", 1)
        day, place = rest.split(".")[0], rest.rsplit(".", 1)[1]
        if kind == "DIV":
            number = self.find(flight, day, now, lambda leg: leg.origin == place)
            self.legs[number].diverted = True
            return number
        words = [word for line in lines[2:] for word in line.split(" ") if re.match(r"[A-Z]{2}/?\d", word)]
        arriving = not any(word[:2] in ("AD", "ED") for word in words)
        number = self.find(flight, day, now, lambda leg: (leg.to if arriving else leg.origin) == place)
        for word in words:
            self.take(self.legs[number], word)
        return number

    def take(self, leg, word):
        kind, value = word[:2], word[2:]
        if kind == "AD":
            first = leg.off is None
            leg.off = clock(value, leg.std)
            if first and leg.inbound is not None and self.legs[leg.inbound].on is not None:
                self.turns.learn(leg.carrier, leg.origin, leg.off - self.legs[leg.inbound].on)
        elif kind == "ED":
            leg.stated = clock(value, leg.std)
        elif kind == "EA":
            leg.eta = clock(value, leg.sta)
        elif kind == "AA":
            leg.on = clock(value.lstrip("/"), leg.sta)

    # Forecast: (expected departure, is it firm, when to look again) --------------------------------------------------

    def departure(self, leg, now, back):
        if leg.off is not None:
            return leg.off, True, None
        late = now - leg.std
        waited = max(late, 0)
        look = (waited // LADDER + 1) * LADDER
        if waited < EXTRA_LOOK:
            look = min(look, EXTRA_LOOK)
        look += leg.std
        etd, firm = leg.std, True
        if leg.stated is not None:
            etd = max(etd, leg.stated)
        if late >= LADDER:
            etd = max(etd, now + OVERDUE)
        if back > 0 and leg.inbound is not None:
            inbound = self.legs[leg.inbound]
            comes = self.arrival(inbound, now, back - 1)
            if comes is not None:
                arrives, inbound_look = comes
                ready = arrives + self.turns.quick(leg.carrier, leg.origin)
                if ready > etd:
                    etd, firm = ready, inbound.off is not None
                if inbound_look is not None:
                    look = min(look, inbound_look)
        return etd, firm, look

    def arrival(self, leg, now, back):
        if leg.cancelled or leg.diverted:
            return None
        if leg.on is not None:
            return leg.on, None
        block = leg.sta - leg.std
        if leg.off is not None:
            eta = leg.eta if leg.eta is not None else leg.off + block
            return max(eta, now), (now + 5 if now >= eta else eta + 1)
        etd, _, look = self.departure(leg, now, back)
        return etd + block - RECOVERY, look

    # Rules ---------------------------------------------------------------------------------------------------------

    def decide(self, leg, now, seen):
        if leg.cancelled:
            if leg.n_cancelled > 0:
                return "drop", "R2"
            return "cancelled", "R1"
        if leg.diverted and leg.off is not None:
            return ("drop", "R2") if leg.n_diverted else ("diverted", "R1")
        if leg.off is not None:
            return "drop", "R5"
        etd, firm, _ = seen
        delay = etd - leg.std
        if leg.told is None:
            least = FIRST if firm else FIRST_UNSURE
            return ("drop", "R1") if delay < least else (f"delayed {etd}", "R1")
        told = leg.told - leg.std
        change = delay - told
        if -change > COULD_MISS:
            return f"earlier {etd}", "R2"
        worth = max(STEP, told * STEP_PERCENT // 100 if told >= 0 else 0) * (1 if firm else UNSURE)
        crossed = any(told < mark <= delay for mark in RIGHTS)
        if change < worth and not crossed:
            return "drop", "R2"
        if leg.n_delays + leg.n_earlier >= MOST_DELAYS:
            return "drop", "R4"
        if now < leg.told_at + GAP:
            return f"hold {leg.told_at + GAP}", "R3"
        return f"delayed {etd}", "R2"

    # Time ----------------------------------------------------------------------------------------------------------

    def set_alarm(self, number, at):
        self.alarm[number] = at
        if at is not None:
            heapq.heappush(self.heap, (at, number))

    def next_alarm(self):
        while self.heap and self.alarm[self.heap[0][1]] != self.heap[0][0]:
            heapq.heappop(self.heap)
        return self.heap[0][0] if self.heap else None

    def consider(self, number, now):
        leg, seen = self.legs[number], None
        if leg.closed():
            self.set_alarm(number, None)
        else:
            seen = self.departure(leg, now, BACK)
            look = max(seen[2], now + 1)
            self.set_alarm(number, look if look <= leg.std + GIVEN_UP else None)
        verdict, rule = self.decide(leg, now, seen)
        self.out.write(f"{now}\t{number}\t{verdict}\t{rule}\n")
        word, _, at = verdict.partition(" ")
        if word == "hold":
            if self.alarm[number] is None or int(at) < self.alarm[number]:
                self.set_alarm(number, int(at))
        elif word != "drop":
            leg.told_at = now
            leg.n_delays += word == "delayed"
            leg.n_earlier += word == "earlier"
            leg.n_cancelled += word == "cancelled"
            leg.n_diverted += word == "diverted"
            leg.told = int(at) if at else leg.told

    def run(self):
        position = 0
        while True:
            times = [self.messages[position][0]] if position < len(self.messages) else []
            alarm = self.next_alarm()
            times += [alarm] if alarm is not None else []
            if not times:
                return
            now, touched = min(times), set()
            while position < len(self.messages) and self.messages[position][0] <= now:
                number = self.read(self.messages[position][1], now)
                position += 1
                for step in range(BACK + 1):
                    if number is None:
                        break
                    if step == 0 or self.legs[number].std - now <= HORIZON:
                        touched.add(number)
                    number = self.legs[number].onward
            while (self.next_alarm() or now + 1) <= now:
                _, number = heapq.heappop(self.heap)
                self.alarm[number] = None
                touched.add(number)
            for number in sorted(touched):
                self.consider(number, now)


def main():
    legs, messages = [], []
    with open(sys.argv[1], encoding="ascii") as feed:
        for line in feed:
            fields = line.rstrip("\n").split("\t")
            if fields[0] == "L":
                flight, day, origin, to, std, sta, tail = fields[2:]
                legs.append(Leg(flight, datetime.date.fromisoformat(day), origin, to, std, sta, tail))
            else:
                messages.append((int(fields[1]), fields[2]))
    Replay(legs, messages, sys.stdout).run()


if __name__ == "__main__":
    main()
