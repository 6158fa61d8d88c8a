import { expect, test } from "vitest";
import { ago, agoWithin, clock, date, dateAndClock, exact, secondsUntil, whole } from "./times";

/** 24 November 2026, 14:30 in Berlin. */
const now = Date.parse("2026-11-24T13:30:00Z");

test.each([
  ["2026-11-24T13:30:00Z", "just now"],
  ["2026-11-24T13:29:01Z", "just now"],
  ["2026-11-24T13:29:00Z", "1 min ago"],
  ["2026-11-24T13:28:01Z", "1 min ago"],
  ["2026-11-24T12:30:01Z", "59 min ago"],
  ["2026-11-24T12:30:00Z", "Today 13:30"],
  ["2026-11-23T23:00:00Z", "Today 00:00"],
  ["2026-11-23T22:59:59Z", "Yesterday"],
  ["2026-11-22T23:00:00Z", "Yesterday"],
  ["2026-11-22T22:59:59Z", "22 Nov"],
  ["2025-12-31T23:00:00Z", "1 Jan"],
  ["2025-12-31T22:59:59Z", "31 Dec 2025"],
  ["2025-12-03T10:00:00Z", "3 Dec 2025"],
])("%s was %s", (moment, words) => {
  expect(ago(moment, now)).toBe(words);
});

test.each([
  ["2026-11-24T12:30:00Z", "today 13:30"],
  ["2026-11-22T23:00:00Z", "yesterday"],
  ["2025-12-03T10:00:00Z", "3 Dec 2025"],
])("%s was %s, within a sentence", (moment, words) => {
  expect(agoWithin(moment, now)).toBe(words);
});

test("a moment ahead, from a clock that runs fast, is now", () => {
  expect(ago("2026-11-24T13:31:00Z", now)).toBe("just now");
});

test("minutes count across midnight", () => {
  const pastMidnight = Date.parse("2026-11-23T23:10:00Z");
  expect(ago("2026-11-23T22:50:00Z", pastMidnight)).toBe("20 min ago");
  expect(ago("2026-11-23T22:00:00Z", pastMidnight)).toBe("Yesterday");
});

test("yesterday survives the night of 25 hours", () => {
  const afterTheChange = Date.parse("2026-10-26T22:30:00Z");
  expect(ago("2026-10-24T22:30:00Z", afterTheChange)).toBe("Yesterday");
  expect(ago("2026-10-24T21:30:00Z", afterTheChange)).toBe("24 Oct");
});

test("dates and clocks are the person's own", () => {
  expect(date("2026-12-03T23:30:00Z")).toBe("4 Dec 2026");
  expect(clock("2026-07-01T00:05:00Z")).toBe("02:05");
  expect(clock("2026-12-01T00:05:00Z")).toBe("01:05");
});

test("a day with its time is the person's own, too", () => {
  expect(dateAndClock("2027-02-21T13:05:00Z")).toBe("21 Feb 2027, 14:05");
});

test("a whole moment names day and zone", () => {
  expect(whole("2026-12-03T10:40:00Z")).toMatch(/^Thursday,? 3 December 2026 at 11:40 (CET|GMT\+1)$/);
});

test("an exact moment is told in UTC as well", () => {
  expect(exact("2026-12-03T10:40:09.123Z")).toMatch(/ · 2026-12-03 10:40:09 UTC$/);
});

test.each([
  ["2026-11-24T13:30:30Z", 30],
  ["2026-11-24T13:30:29.001Z", 30],
  ["2026-11-24T13:30:00.001Z", 1],
  ["2026-11-24T13:30:00Z", 0],
  ["2026-11-24T13:29:00Z", 0],
])("until %s there are %d seconds", (moment, seconds) => {
  expect(secondsUntil(moment, now)).toBe(seconds);
});
