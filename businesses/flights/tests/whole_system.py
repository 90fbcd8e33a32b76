#!/usr/bin/env python3
"""A real day through the whole system: server, airline and passengers' phones, with both killed on the way.

    kurier flights replay us1999dec_flights.csv.gz --day 1999-12-23 --feed feed.tsv --decisions decisions.tsv
    python3 whole_system.py --kurier ./kurier --feed feed.tsv --decisions decisions.tsv --day 1999-12-23 \
        --airports airports_iata.csv.gz --passengers 20000

Starts `kurier sandbox` and `kurier flights run`, makes passengers who allow the airline to write, seats them on the flights of a
day (120 each; of the flights that are told the most first, so that few passengers make many notices), and delivers the day's
messages, all of a minute in one delivery, faster than they came. Every notice is fetched by its passenger's phone. The next minute waits
until the notices of this one have arrived and the airline was told so: a day that passes in minutes would overtake its own notices.

The airline, and the server, are killed with SIGKILL `--kills` and `--server-kills` times, in the middle of a delivery or
of its notices. At the end every chat of somebody who was told something, and some of others, are read from the server and
compared with what an independent replay decided: a notice that is missing is lost, one too many is doubled.

Times are from the first attempt to deliver a fact until the server had accepted its notice, and until the phone had it; who waited
through a crash is among them, and left out only of the last figure. Standard library only. The day is real; passengers are not.
"""

import argparse
import array
import bisect
import collections
import datetime
import http.client
import json
import multiprocessing
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

SOURCE, STAFF = "a-long-secret-for-sources", "a-long-secret-for-staff"
SEATS = 120
TROUBLE = (OSError, RuntimeError, json.JSONDecodeError, http.client.HTTPException)


class Caller:
    """One connection that is made again when it broke; a call is repeated until it is answered."""

    def __init__(self, base, token, patience_s=120):
        self.host, self.token, self.patience_s, self.connection = base.removeprefix("http://"), token, patience_s, None

    def once(self, method, path, body=None, headers=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, timeout=120)
            self.connection.connect()
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        headers = {"authorization": "Bearer " + self.token, **(headers or {})}
        if isinstance(body, (dict, list)):
            body, headers["content-type"] = json.dumps(body), "application/json"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text) if text else None

    def call(self, method, path, body=None, headers=None):
        end = time.time() + self.patience_s
        while True:
            try:
                return self.once(method, path, body, headers)
            except TROUBLE:
                if time.time() > end:
                    raise
                time.sleep(0.05)


def until(what, seconds, look):
    end = time.time() + seconds
    while time.time() < end:
        try:
            found = look()
            if found:
                return found
        except TROUBLE:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"not in {seconds} s: {what}")


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def read_feed(path):
    """Legs, and the messages of each minute as one text."""
    legs, minutes = [], collections.OrderedDict()
    for line in open(path, encoding="ascii"):
        fields = line.rstrip("\n").split("\t")
        if fields[0] == "L":
            legs.append(fields[1:])
        else:
            minutes.setdefault(int(fields[1]), []).append(fields[2].replace("\\n", "\n") + "\n")
    return legs, {minute: "".join(texts).encode() for minute, texts in minutes.items()}


def read_due(path, legs, day):
    """Notices that a passenger of each leg of the day is due, by the replay that knows no database and no server."""
    due = {int(leg[0]): 0 for leg in legs if leg[2] == day}
    for line in open(path, encoding="ascii"):
        _, leg, verdict, _ = line.split("\t")
        if int(leg) in due and verdict.split()[0] not in ("hold", "drop"):
            due[int(leg)] += 1
    return due


def iso(minute):
    return datetime.datetime.fromtimestamp(int(minute) * 60, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Service:
    """A process that is killed and started again."""

    def __init__(self, name, command, log, is_up):
        self.name, self.command, self.log, self.is_up, self.process, self.deaths = name, command, log, is_up, None, 0
        self.lock = threading.Lock()
        self.start()

    def start(self):
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log)
                until(f"{self.name} is up", 600, self.is_up)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.deaths += 1

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class Crowd:
    """Many connections, on each of which one call is under way: the server commits what comes together at once."""

    def __init__(self, seed, size):
        host, port = seed["base"].removeprefix("http://").split(":")
        self.address, self.size, self.sockets = (host, int(port)), size, []
        self.head = f"host: {host}\r\nauthorization: Bearer {seed['operator_token']}\r\ncontent-type: application/json\r\n"

    def call(self, method, calls):
        """Makes as many calls at once as there are connections at most; the answers in their order."""
        if not self.sockets:
            self.sockets = [socket.create_connection(self.address, timeout=120) for _ in range(self.size)]
        for one, (path, body) in zip(self.sockets, calls):
            one.sendall(f"{method} {path} HTTP/1.1\r\n{self.head}content-length: {len(body)}\r\n\r\n{body}".encode())
        return [self.answer(one) for one, _ in zip(self.sockets, calls)]

    def call_until_answered(self, method, calls, patience_s=120):
        end = time.time() + patience_s
        while True:
            try:
                return self.call(method, calls)
            except TROUBLE:
                if time.time() > end:
                    raise
                [one.close() for one in self.sockets]
                self.sockets = []
                time.sleep(0.05)

    @staticmethod
    def answer(one):
        got, end = one.recv(65536), -1
        while True:
            end = got.find(b"\r\n\r\n") + 4 if end < 4 else end
            if end >= 4:
                head = got[:end].lower()
                length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
                if len(got) >= end + length:
                    break
            more = one.recv(65536)
            if not more:
                raise ConnectionError("the server closed a connection")
            got += more
        if not head.startswith(b"http/1.1 20"):
            raise RuntimeError(f"a call of a crowd: {got[:300]}")
        return json.loads(got[end:])


CROWD, PHONES = 128, 32


def made_by(seed, numbers, results):
    """Makes people who allow the airline to write."""
    crowd, persons, addresses = Crowd(seed, CROWD), array.array("q"), array.array("q")
    for first in range(0, len(numbers), CROWD):
        some = numbers[first:first + CROWD]
        made = crowd.call("POST", [("/sandbox/v1/people", f'{{"name":"Passenger {number}"}}') for number in some])
        some = [int(person["person_id"]) for person in made]
        allowed = crowd.call("POST", [(f"/sandbox/v1/people/{person}/allow", '{"purposes":["utility"]}') for person in some])
        persons.extend(some)
        addresses.extend(int(one["wa_id"]) for one in allowed)
    results.put((persons.tobytes(), addresses.tobytes()))


def make_people(seed, count, processes):
    results = multiprocessing.Queue()
    parts = [range(n, count, processes) for n in range(processes)]
    workers = [multiprocessing.Process(target=made_by, args=(seed, part, results), daemon=True) for part in parts]
    [worker.start() for worker in workers]
    persons, addresses = array.array("q"), array.array("q")
    for _ in workers:
        some, of_them = results.get()
        persons.frombytes(some)
        addresses.frombytes(of_them)
    return persons, addresses


def phones(seed, asked, answered):
    """Phones of passengers: fetch what is there, which tells the server that it arrived."""
    crowd = Crowd(seed, PHONES)
    while jobs := asked.get():
        pages = crowd.call_until_answered("GET", [(f"/sandbox/v1/people/{person}/messages?limit=500", "") for person, _ in jobs])
        now = time.time()
        for (_, message_ids), page in zip(jobs, pages):
            got = {entry["wamid"]: entry["at"] / 1e6 for entry in page["entries"] if entry.get("wamid") in message_ids}
            answered.put((now, got, len(message_ids) - len(got)))


PATIENCE_S = 20
UNHEARD = """SELECT count(*) FROM notices n WHERE id > ? AND state = 'sent'
    AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.message_id = n.message_id AND r.status IN ('delivered', 'read', 'failed'))"""


class Passengers:
    """Sees in the airline's database which notices were accepted, and lets the phones of their passengers fetch them."""

    def __init__(self, seed, person_of, database, processes):
        self.person_of, self.database, self.low, self.handed = person_of, database, 0, set()
        self.asked, self.answered = multiprocessing.Queue(), multiprocessing.Queue()
        self.workers = [multiprocessing.Process(target=phones, args=(seed, self.asked, self.answered), daemon=True) for _ in range(processes)]
        [worker.start() for worker in self.workers]
        self.accepted_s, self.arrived_s, self.calm_s, self.gone, self.unheard, self.is_calm = array.array("d"), array.array("d"), array.array("d"), 0, 0, True

    def catch_up(self, airline, server, fact_s, strike):
        """Waits until everything that was decided has left and arrived. `strike` kills somebody on the way."""
        open_calls = 0
        while True:
            rows = self.rows()
            waiting = [row for row in rows if row[3] == "pending"]
            by_person = collections.defaultdict(list)
            for notice, passenger, message_id, state, at_min in rows:
                if state == "sent" and notice not in self.handed:
                    self.handed.add(notice)
                    by_person[self.person_of[int(passenger)]].append((message_id, at_min))
            facts = {message_id: fact_s(at_min) for told in by_person.values() for message_id, at_min in told}
            self.facts = {**getattr(self, "facts", {}), **facts}
            jobs = [(person, [message_id for message_id, _ in told]) for person, told in by_person.items()]
            for first in range(0, len(jobs), PHONES):
                self.asked.put(jobs[first:first + PHONES])
            open_calls += len(jobs)
            strike(len(rows) - len(waiting))
            for service in (server, airline):
                service.start()
            open_calls -= self.collect(open_calls)
            if not waiting and open_calls == 0:
                if rows:
                    self.hear(airline, server)
                    self.low = rows[-1][0]
                self.handed, self.facts = set(), {}
                return
            time.sleep(0.01)

    def hear(self, airline, server):
        """Waits until the airline knows what arrived: on a real day that takes a moment of the minute that follows."""
        end = time.time() + PATIENCE_S
        while time.time() < end and self.ask(UNHEARD)[0][0]:
            for service in (server, airline):
                service.start()
            time.sleep(0.02)
        self.unheard += self.ask(UNHEARD)[0][0]

    def collect(self, most):
        done = 0
        while done < most and (done == 0 or not self.answered.empty()):
            try:
                now, got, gone = self.answered.get(timeout=0.02)
            except Exception:  # queue.Empty: nothing arrived yet
                break
            done += 1
            self.gone += gone
            for message_id, accepted in got.items():
                self.accepted_s.append(accepted - self.facts[message_id])
                self.arrived_s.append(now - self.facts[message_id])
                if self.is_calm:
                    self.calm_s.append(now - self.facts[message_id])
        return done

    def rows(self):
        return self.ask("SELECT id, passenger, message_id, state, at_min FROM notices WHERE id > ? ORDER BY id")

    def ask(self, question):
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30) as notices:
            return notices.execute(question, (self.low,)).fetchall()

    def end(self):
        [self.asked.put(None) for worker in self.workers]


class Strikes:
    """Who dies when: in the minutes that bring notices, spread over the day, by turns in the delivery and in the sending."""

    def __init__(self, minutes, airline, server):
        self.planned = {}
        for victims, offset in ((airline, 0.0), (server, 0.5)):
            service, count = victims
            for n in range(count):
                at = minutes[min(len(minutes) - 1, int(len(minutes) * (n + 1 - offset) / (count + 1)))]
                self.planned.setdefault(at, []).append((service, n % 2 == 0))
        self.due, self.is_near = [], False

    def delivering(self, minute):
        self.is_near = bool(self.due) or minute in self.planned
        for service, is_now in self.planned.pop(minute, []):
            if is_now:
                # In the middle of the delivery: whether it was taken is not known, so it is delivered again.
                threading.Timer(0.01, service.kill).start()
            else:
                self.due.append(service)

    def sending(self, accepted):
        if accepted:
            [service.kill() for service in self.due]
            self.due = []


def busy(legs, due, day, seats, minutes):
    """The minutes between the first departure and the last arrival of flights whose passengers are told something."""
    told = [legs[leg] for leg in {leg for *_, leg in seats} if due[leg]]
    first, last = min(int(leg[5]) for leg in told), max(int(leg[6]) for leg in told)
    return sorted(minute for minute in minutes if first <= minute <= last)


def deliver(airline, server, minutes, strikes, passengers):
    """Delivers minute by minute. The time of a fact is that of the first attempt to deliver it."""
    source = Caller(airline.base, SOURCE)
    order, posted = sorted(minutes), []
    for minute in order:
        posted.append(time.time())
        strikes.delivering(minute)
        for _ in range(60):
            try:
                source.once("POST", "/in/telex", minutes[minute], {"kurier-at": str(minute * 60)})
                break
            except TROUBLE:
                time.sleep(0.02)
                airline.start()
        else:
            raise RuntimeError("a delivery was never taken")

        passengers.is_calm = not strikes.is_near

        def fact_s(at_min):
            return posted[min(bisect.bisect_left(order, at_min), len(posted) - 1)]

        passengers.catch_up(airline, server, fact_s, strikes.sending)


def read_chats(seed, jobs, results):
    """How many notices of the airline lie in each chat, and how many of them twice."""
    caller = Caller(seed["base"], seed["operator_token"])
    for person in jobs:
        page = caller.call("GET", f"/sandbox/v1/people/{person}/messages?peek=true&limit=500")
        told = [entry for entry in page["entries"] if entry.get("wamid") and '"flight_' in json.dumps(entry)]
        ids = [entry["wamid"] for entry in page["entries"] if entry.get("wamid")]
        results.put((person, len(told), len(ids) - len(set(ids))))
    results.put(None)


def check(seed, seats, due, database, processes, sample):
    """What lies in the chats, against what the independent replay says is due, less what the airline took back or saw overtaken."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as notices:
        spared = collections.Counter(dict(notices.execute(
            "SELECT passenger, count(*) FROM notices WHERE state = 'dropped' OR id IN (SELECT notice FROM recalls WHERE outcome = 'recalled') "
            "GROUP BY passenger")))
        states = dict(notices.execute("SELECT state, count(*) FROM notices GROUP BY state"))
        recalled = notices.execute("SELECT count(*) FROM recalls WHERE outcome = 'recalled'").fetchone()[0]
    wanted = {person: due[leg] - spared[str(address)] for person, address, leg in seats}
    told = [person for person in wanted if wanted[person]]
    untold = [person for person in wanted if not wanted[person]]
    chosen = told + random.Random(1).sample(untold, min(sample, len(untold)))
    results = multiprocessing.Queue()
    for n in range(processes):
        multiprocessing.Process(target=read_chats, args=(seed, chosen[n::processes], results), daemon=True).start()
    lost = doubled = found = ended = 0
    while ended < processes:
        one = results.get()
        if one is None:
            ended += 1
            continue
        person, there, twice = one
        found += there
        lost += max(0, wanted[person] - there)
        doubled += max(0, there - wanted[person]) + twice
    return {"chats_read": len(chosen), "notices_due": sum(due[leg] for _, _, leg in seats), "notices_accepted": states.get("sent", 0),
            "notices_found": found, "overtaken_unsent": states.get("dropped", 0), "taken_back": recalled,
            "refused": states.get("refused", 0), "lost": lost, "doubled": doubled}


def share(values, percent):
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 3) if ordered else None


def approve(seed, stop):
    """The operator's review of templates."""
    business, operator = Caller(seed["base"], seed["token"]), Caller(seed["base"], seed["operator_token"])
    while not stop.is_set():
        for template in business.call("GET", f"/{seed['version']}/{seed['waba_id']}/message_templates?limit=100")["data"]:
            if template["status"] == "PENDING" and template["name"].startswith("flight_"):
                operator.call("POST", f"/sandbox/v1/templates/{template['id']}/approve", {})
        stop.wait(1)


def seat(legs, due, day, addresses, persons):
    """Fills flights one by one with 120 passengers, those that are told the most first; the rest is spread over all."""
    today = sorted((leg for leg in legs if leg[2] == day), key=lambda leg: -due[int(leg[0])])
    seats, rows = [], []
    for number, (person, address) in enumerate(zip(persons, addresses)):
        leg = today[number // SEATS] if number // SEATS < len(today) else today[number % len(today)]
        seats.append((person, address, int(leg[0])))
    for number, (_, address, leg) in sorted(enumerate(seats), key=lambda one: one[1][2]):
        _, flight, leg_day, origin, *_ = legs[leg]
        rows.append(f"L{number:07},Passenger {number},{address},{flight},{leg_day},{origin},{'de' if number % 3 == 0 else 'en'}")
    return seats, rows


def in_parts(source, kind, head, rows, at_s):
    for part in range(0, len(rows), 20_000):
        body = "\n".join([head, *rows[part:part + 20_000]]) + "\n"
        source.call("POST", f"/in/{kind}", body.encode(), {"kurier-at": str(at_s)})


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--kurier", required=True, help="the binary")
    ask.add_argument("--airline", help="another binary for the airline")
    ask.add_argument("--feed", required=True)
    ask.add_argument("--decisions", required=True)
    ask.add_argument("--day", required=True)
    ask.add_argument("--passengers", type=int, default=2000)
    ask.add_argument("--kills", type=int, default=3, help="of the airline")
    ask.add_argument("--server-kills", type=int, default=1)
    ask.add_argument("--processes", type=int, default=2, help="of phones")
    ask.add_argument("--sample", type=int, default=2000, help="so many chats of people who are due nothing are read, too")
    ask.add_argument("--airports", required=True, help="the table of airports of the data folder")
    ask.add_argument("--folder", help="keep everything here")
    ask.add_argument("--json", action="store_true")
    args = ask.parse_args()
    begun = time.time()
    folder = args.folder or tempfile.mkdtemp(prefix="kurier-whole-")
    log = open(os.path.join(folder, "log"), "w")
    legs, minutes = read_feed(args.feed)
    due = read_due(args.decisions, legs, args.day)
    seed_file, port = os.path.join(folder, "seed.json"), free_port()
    server = Service("the server", [args.kurier, "sandbox", "--listen", f"127.0.0.1:{port}", "--seed-file", seed_file, "--store", f"sqlite:{folder}/store"],
                     log, lambda: os.path.exists(seed_file) and http.client.HTTPConnection(f"127.0.0.1:{port}", timeout=5).connect() is None)
    stop, airline, passengers = threading.Event(), None, None
    try:
        seed = json.load(open(seed_file))
        threading.Thread(target=approve, args=(seed, stop), daemon=True).start()
        at = time.time()
        persons, addresses = make_people(seed, args.passengers, args.processes)
        people_s = time.time() - at
        say(f"{len(persons)} passengers made in {people_s:.0f} s")
        config = {name: seed[name] for name in ("token", "phone_id", "waba_id", "app_secret", "verify_token")}
        config |= {"base_url": seed["base"], "database": f"{folder}/flights.db", "listen": f"127.0.0.1:{free_port()}", "rehearsal": True,
                   "source_token": SOURCE, "staff_token": STAFF, "country": "US", "airports": args.airports}
        json.dump(config, open(f"{folder}/flights.json", "w"))
        base = "http://" + config["listen"]
        staff = Caller(base, STAFF)
        airline = Service("the airline", [args.airline or args.kurier, "flights", "run", "--config", f"{folder}/flights.json"], log,
                          lambda: staff.once("GET", "/decisions"))
        airline.base = base
        source, at, first_s = Caller(base, SOURCE), time.time(), min(minutes) * 60 - 3600
        table = [f"{f},{d},{a},{b},{iso(std)},{iso(sta)},{'' if tail == '-' else tail}" for _, f, d, a, b, std, sta, tail in legs]
        in_parts(source, "table", "flight,date,from,to,std,sta,tail", table, first_s)
        seats, rows = seat(legs, due, args.day, addresses, persons)
        in_parts(source, "bookings", "record_locator,name,kurier_id,flight,date,from,language", rows, first_s)
        say(f"{len(table)} flights and {len(rows)} seats delivered in {time.time() - at:.0f} s")
        del rows, table
        at = time.time()
        passengers = Passengers(seed, dict(zip(addresses, persons)), f"{folder}/flights.db", args.processes)
        strikes = Strikes(busy(legs, due, args.day, seats, minutes), (airline, args.kills), (server, args.server_kills))
        deliver(airline, server, minutes, strikes, passengers)
        day_s = time.time() - at
        say(f"the day passed in {day_s:.0f} s")
        report = {"passengers": len(seats), "flights_with_passengers": len({leg for *_, leg in seats}), "messages": sum(t.count(b"MVT\n") + t.count(b"ASM\n") + t.count(b"DIV\n") for t in minutes.values()),
                  "airline_killed": airline.deaths, "server_killed": server.deaths}
        report |= check(seed, seats, due, f"{folder}/flights.db", args.processes, args.sample)
        report |= {"fetched": len(passengers.arrived_s), "receipts_late": passengers.unheard,
                   "accepted_p50_s": share(passengers.accepted_s, 50), "accepted_p99_s": share(passengers.accepted_s, 99),
                   "arrived_p50_s": share(passengers.arrived_s, 50), "arrived_p99_s": share(passengers.arrived_s, 99), "arrived_max_s": share(passengers.arrived_s, 100),
                   "arrived_p99_s_without_crash": share(passengers.calm_s, 99),
                   "people_made_s": round(people_s), "day_s": round(day_s), "wall_s": round(time.time() - begun),
                   "notices_per_s": round(len(passengers.arrived_s) / day_s), "people_per_s": round(len(seats) / people_s)}
        if args.json:
            print(json.dumps(report))
        else:
            [print(f"{name:24} {value}") for name, value in report.items()]
        sys.exit(1 if report["lost"] or report["doubled"] else 0)
    finally:
        stop.set()
        if passengers:
            passengers.end()
        if airline:
            airline.end()
        server.end()


if __name__ == "__main__":
    main()
