const advice: Readonly<Record<string, string>> = {
  removed: 'The integration was removed: erase at the platform by hand, as its guide says.',
  integration_removed:
    'The integration was removed: erase at the platform by hand, as its guide says.',
  disabled:
    'The integration is switched off: switch it on and plan anew, or erase by hand, as its guide says.',
  adapter_missing:
    'Its adapter does not run on this server: let it run and plan anew, or erase by hand.',
  not_supported: 'Its adapter cannot erase at this platform: do it by hand, as its guide says.',
  no_access:
    'Its settings give no access: complete them and plan anew, or erase by hand, as its guide says.',
  auth_failed:
    'The platform refuses the credentials: give the integration working ones with the permissions that its guide names, then try again.',
  rate_limited:
    'The platform takes no more calls: plan anew later, or erase by hand, as its guide says.',
  upstream_error:
    'The platform does not answer as it should: plan anew later, or erase by hand, as its guide says.',
  adapter_failed: 'The adapter failed, and the log says why: erase by hand, as its guide says.',
}

/** What somebody can do about a platform at which nothing can be erased by itself. */
export function adviceFor(reason: string): string {
  return advice[reason] ?? 'Erase at the platform by hand, as the guide of the integration says.'
}
