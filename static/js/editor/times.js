// Moments in `<input type="datetime-local">`: in the brand's time zone, whatever the browser's is.

/** `2026-07-01T00:00:00Z` → `2026-07-01T08:00` in the zone. */
export function toLocal(iso, zone) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-CA", { ...DIGITS, timeZone: zone }).formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

const DIGITS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** `2026-07-01T08:00` in the zone → `2026-07-01T00:00:00.000Z`; "" when it is no time. */
export function fromLocal(text, zone) {
  const guess = new Date(`${text}:00Z`);
  if (Number.isNaN(guess.getTime())) return "";
  const shift = new Date(`${toLocal(guess.toISOString(), zone)}:00Z`) - guess;
  return new Date(guess - shift).toISOString();
}
