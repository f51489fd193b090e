/** A time as people type it ("9", "930", "9.30", "14:30 Uhr") as "09:30"; null when it is none. */
export function typedTime(text: string): string | null {
  const found = /^(\d{1,2})(?:[:.h\s]?(\d{2}))?(?:\s*uhr)?$/i.exec(text.trim());
  if (!found) return null;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)];
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** Day "2026-11-22" and time "09:30" of this place as a moment in UTC. */
export function localMoment(day: string, time: string): string {
  return new Date(`${day}T${time}:00`).toISOString();
}

/** Letters and digits that are not mistaken for each other when typed at the kiosk. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A short code from four random bytes, such as "K7M2". It opens nothing; it only helps to find the appointment. */
export function appointmentCode(random: Uint8Array): string {
  return Array.from(random, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
