import type { TechnicalRow } from '@conduit/core'

const item = '/mandrill_events/*'
const agent = `${item}/user_agent_parsed`

/** Texts of a batch that are nobody's. */
export const mandrillTechnical: readonly TechnicalRow[] = [
  { path: `${item}/{event,type,action}`, class: 'enum' },
  { path: `${item}/{_id,msg/_id,msg/_version}`, class: 'id' },
  { path: `${item}/msg/{state,bounce_description,spf/result}`, class: 'enum' },
  { path: `${item}/{reject/reason,msg/reject,msg/reject/reason}`, class: 'enum' },
  {
    path: `${item}/{reject,entry,msg/reject}/{last_event_at,created_at,expires_at}`,
    class: 'time',
  },
  { path: `${item}/msg/smtp_events/*/type`, class: 'enum' },
  // Of mail servers.
  { path: `${item}/msg/smtp_events/*/{source_ip,destination_ip}`, class: 'id' },
  { path: `${item}/msg/spam_report/matched_rules/*/name`, class: 'enum' },
  { path: `${agent}/{ua_url,ua_company_url,ua_icon,os_url,os_company_url,os_icon}`, class: 'url' },
  { path: `${agent}/{ua_company,os_company}`, class: 'enum' },
]
