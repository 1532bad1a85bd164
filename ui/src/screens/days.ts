/** The service day so many days before or after; a date is a date, whatever the zone. */
export function dayBeside(date: string, by: number): string {
  const at = Date.parse(`${date}T12:00:00Z`);
  return Number.isNaN(at) ? date : new Date(at + by * 86_400_000).toISOString().slice(0, 10);
}
