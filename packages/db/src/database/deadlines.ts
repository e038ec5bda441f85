/**
 * How long things may take, in milliseconds. The least patient platform waits five seconds for its
 * answer (https://shopify.dev/docs/apps/build/webhooks/subscribe/https), so work gives up before,
 * and the server a little later than whoever asked it.
 */
export const deadlines = {
  /** To open a connection to one host. */
  connect: 2_000,
  /** To wait for a connection, and for all that is done on it. */
  work: 4_000,
  /** For the server: one statement. */
  statement: 4_500,
  /** For the server: waiting for a lock. */
  lock: 3_000,
  /** For the server: a transaction of which nothing is heard, since its owner froze or is gone. */
  idleInTransaction: 5_000,
} as const

/** How a server shall keep a session; given to it first of all on each connection. */
export const sessionSettings = `select
  set_config('statement_timeout', '${deadlines.statement}', false),
  set_config('lock_timeout', '${deadlines.lock}', false),
  set_config('idle_in_transaction_session_timeout', '${deadlines.idleInTransaction}', false),
  set_config('tcp_keepalives_idle', '10', false),
  set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false),
  set_config('synchronous_commit',
    case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, false)`

/** For one transaction: it may take as long as it needs. */
export const withoutDeadlines = `select
  set_config('statement_timeout', '0', true),
  set_config('lock_timeout', '0', true),
  set_config('idle_in_transaction_session_timeout', '0', true)`
