#!/usr/bin/env python3
"""A real day through the whole system: sandbox server, airline and passengers, with the airline killed on the way.

    kurier flights replay us1999dec_flights.csv.gz --day 1999-12-22 --feed feed.tsv --decisions decisions.tsv
    python3 whole_system.py --kurier ./kurier --feed feed.tsv --people 20000 --day 1999-12-22 --kills 3

Starts `kurier sandbox` and `kurier flights run`, makes passengers who allow the airline to write, seats them on the flights
of a day, delivers its messages at full speed, kills the airline with SIGKILL in between, and counts what the server took:
every notice that was decided must be there exactly once. Standard library only. The day is real; passengers are not.
"""

import argparse
import collections
import datetime
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

SOURCE, STAFF = "a-long-secret-for-sources", "a-long-secret-for-staff"


def call(connection, method, path, body=None, token=None, headers=None):
    headers = dict(headers or {})
    if token:
        headers["authorization"] = "Bearer " + token
    if isinstance(body, (dict, list)):
        body, headers["content-type"] = json.dumps(body), "application/json"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
    return json.loads(text) if text else None


def connect(base, timeout=120):
    return http.client.HTTPConnection(base.removeprefix("http://"), timeout=timeout)


def until(what, seconds, look):
    end = time.time() + seconds
    while time.time() < end:
        try:
            found = look()
            if found:
                return found
        except (OSError, RuntimeError, json.JSONDecodeError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    raise RuntimeError(f"not in {seconds} s: {what}")


def read_feed(path, day):
    legs, messages = [], []
    for line in open(path, encoding="ascii"):
        fields = line.rstrip("\n").split("\t")
        if fields[0] == "L":
            legs.append(fields[1:])
        else:
            messages.append((int(fields[1]), fields[2].replace("\\n", "\n") + "\n"))
    return legs, messages


def iso(minute):
    return datetime.datetime.fromtimestamp(int(minute) * 60, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Airline:
    def __init__(self, kurier, config, log):
        self.kurier, self.config, self.log = kurier, config, log
        self.base = "http://" + config["listen"]
        self.start()

    def start(self):
        path = os.path.join(os.path.dirname(self.config["database"]), "flights.json")
        json.dump(self.config, open(path, "w"))
        self.process = subprocess.Popen([self.kurier, "flights", "run", "--config", path], stdout=self.log, stderr=self.log)
        until("the airline listens", 120, lambda: call(connect(self.base), "GET", "/status", token=STAFF))

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def make_people(seed, count):
    """Passengers through the sandbox, each with the permission to write."""
    people, lock = [], threading.Lock()
    numbers = iter(range(count))

    def work():
        connection = connect(seed["base"])
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            made = call(connection, "POST", "/sandbox/v1/people", {"name": f"Passenger {number}"}, seed["operator_token"])
            path = f"/sandbox/v1/people/{made['person_id']}/allow"
            allowed = call(connection, "POST", path, {"purposes": ["utility"]}, seed["operator_token"])
            with lock:
                people.append((made["person_id"], allowed["wa_id"]))

    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return people


def approve(seed, stop):
    """The operator's review of templates."""
    connection = connect(seed["base"])
    while not stop.is_set():
        path = f"/{seed['version']}/{seed['waba_id']}/message_templates?limit=100"
        for template in call(connection, "GET", path, token=seed["token"])["data"]:
            if template["status"] == "PENDING" and template["name"].startswith("flight_"):
                call(connection, "POST", f"/sandbox/v1/templates/{template['id']}/approve", {}, seed["operator_token"])
        time.sleep(0.5)


class Receiver:
    """Lets passengers receive what was sent to them, as a phone would."""

    def __init__(self, seed, people, database):
        self.person = {address: person_id for person_id, address in people}
        self.token, self.database, self.last = seed["operator_token"], database, 0
        self.connection = connect(seed["base"])

    def catch_up(self, airline):
        until("notices leave", 300, lambda: self.pending() == 0)
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as notices:
            sent = notices.execute("SELECT id, passenger FROM notices WHERE id > ? AND state = 'sent'", (self.last,)).fetchall()
        for notice, address in sent:
            self.last = max(self.last, notice)
            call(self.connection, "GET", f"/sandbox/v1/people/{self.person[address]}/messages?limit=100", token=self.token)

    def pending(self):
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as notices:
            return notices.execute("SELECT count(*) FROM notices WHERE state = 'pending'").fetchone()[0]


def deliver(airline, messages, kills, receiver):
    """Messages of one minute in one delivery; kills between them and while they are taken. The next minute waits until the
    notices of this one have arrived: a day at full speed would overtake its own notices."""
    by_minute = collections.OrderedDict()
    for minute, text in messages:
        by_minute.setdefault(minute, []).append(text)
    minutes = list(by_minute)
    deaths = {minutes[len(minutes) * (n + 1) // (kills + 1)] for n in range(kills)}
    connection = connect(airline.base)
    for minute in minutes:
        body = "".join(by_minute[minute]).encode()
        for attempt in range(20):
            if minute in deaths:
                # In the middle of the delivery: whether it was taken is not known, so it is delivered again.
                deaths.discard(minute)
                threading.Timer(0.01, airline.kill).start()
            try:
                call(connection, "POST", "/in/telex", body, SOURCE, {"kurier-at": str(minute * 60)})
                break
            except (OSError, http.client.HTTPException, RuntimeError):
                time.sleep(0.5)
                if airline.process.poll() is not None:
                    airline.start()
                connection = connect(airline.base)
        else:
            raise RuntimeError("a delivery was never taken")
        if airline.process.poll() is not None:
            airline.start()
            connection = connect(airline.base)
        receiver.catch_up(airline)


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--kurier", required=True)
    ask.add_argument("--feed", required=True)
    ask.add_argument("--day", required=True)
    ask.add_argument("--people", type=int, default=2000)
    ask.add_argument("--kills", type=int, default=3)
    ask.add_argument("--legs", type=int, default=0, help="only so many flights; 0 = all")
    ask.add_argument("--airports", default="")
    args = ask.parse_args()
    folder = tempfile.mkdtemp(prefix="kurier-whole-")
    log = open(os.path.join(folder, "log"), "w")
    seed_file = os.path.join(folder, "seed.json")
    sandbox = subprocess.Popen(
        [args.kurier, "sandbox", "--listen", "127.0.0.1:0", "--seed-file", seed_file, "--store", f"sqlite:{folder}/store"],
        stdout=log, stderr=log)
    stop = threading.Event()
    airline = None
    try:
        seed = until("the sandbox is up", 60, lambda: json.load(open(seed_file)))
        threading.Thread(target=approve, args=(seed, stop), daemon=True).start()
        begun = time.time()
        people = make_people(seed, args.people)
        print(f"{len(people)} passengers made in {time.time() - begun:.0f} s", flush=True)
        config = {name: seed[name] for name in ("token", "phone_id", "waba_id", "app_secret", "verify_token")}
        config |= {"base_url": seed["base"], "database": f"{folder}/flights.db", "listen": "127.0.0.1:18090", "rehearsal": True,
                   "source_token": SOURCE, "staff_token": STAFF, "country": "US"}
        if args.airports:
            config["airports"] = args.airports
        legs, messages = read_feed(args.feed, args.day)
        if args.legs:
            legs = legs[: args.legs]
        airline = Airline(args.kurier, config, log)
        begun = time.time()
        first = messages[0][0] * 60 - 3600
        connection = connect(airline.base)
        table = ["flight,date,from,to,std,sta,tail"]
        table += [f"{f},{d},{a},{b},{iso(std)},{iso(sta)},{'' if tail == '-' else tail}" for _, f, d, a, b, std, sta, tail in legs]
        for part in range(1, len(table), 20_000):
            body = "\n".join(table[:1] + table[part:part + 20_000]) + "\n"
            call(connection, "POST", "/in/table", body.encode(), SOURCE, {"kurier-at": str(first)})
        today = [leg for leg in legs if leg[2] == args.day]
        seats = ["record_locator,name,kurier_id,flight,date,from,language"]
        for number, (_, wa_id) in enumerate(people):
            _, flight, day, origin, *_ = today[number % len(today)]
            seats.append(f"L{number:05},Passenger {number},{wa_id},{flight},{day},{origin},{'de' if number % 3 == 0 else 'en'}")
        for part in range(1, len(seats), 20_000):
            body = "\n".join(seats[:1] + seats[part:part + 20_000]) + "\n"
            taken = call(connection, "POST", "/in/bookings", body.encode(), SOURCE, {"kurier-at": str(first)})
            print(f"seated {taken['passengers']}", flush=True)
        deliver(airline, messages, args.kills, Receiver(seed, people, f"{folder}/flights.db"))
        print(f"{len(messages)} messages delivered, {args.kills} kills, in {time.time() - begun:.0f} s", flush=True)
        until("all is sent", 900, lambda: call(connect(airline.base), "GET", "/status", token=STAFF)["pending"] == 0)
        status = call(connect(airline.base), "GET", "/status", token=STAFF)
        print({name: status[name] for name in ("legs", "seats", "decisions", "sent", "dropped", "refused", "recalled")})
        print(f"all sent after {time.time() - begun:.0f} s")
        check(seed, people, f"{folder}/flights.db")
    finally:
        stop.set()
        if airline:
            airline.kill()
        sandbox.terminate()
        sandbox.wait()


def check(seed, people, database):
    """What the airline says was sent, against what lies in the people's chats."""
    said = collections.Counter()
    for address, message_id in sqlite3.connect(database).execute(
            "SELECT passenger, message_id FROM notices WHERE state = 'sent' "
            "AND id NOT IN (SELECT notice FROM recalls WHERE outcome = 'recalled')"):
        said[address] += 1
    lost = doubled = there = 0
    connection = connect(seed["base"])
    for person_id, address in people:
        if not said[address]:
            continue
        page = call(connection, "GET", f"/sandbox/v1/people/{person_id}/messages?peek=true&limit=100", token=seed["operator_token"])
        flights = [entry for entry in page["entries"] if '"name": "flight_' in json.dumps(entry)]
        there += len(flights)
        lost += max(0, said[address] - len(flights))
        doubled += max(0, len(flights) - said[address])
    print(f"notices sent {sum(said.values())}, found with {sum(1 for n in said.values() if n)} people {there}, "
          f"lost {lost}, doubled {doubled}")
    sys.exit(1 if lost or doubled else 0)


if __name__ == "__main__":
    main()
