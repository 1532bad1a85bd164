/** Time zones to choose from, as this system knows them; the core takes any IANA name. */
export function zones(): string[] {
  const intl = Intl as typeof Intl & { supportedValuesOf?: (key: "timeZone") => string[] };
  return intl.supportedValuesOf?.("timeZone") ?? ["Asia/Shanghai", "Europe/Paris", "Europe/London", "UTC"];
}
