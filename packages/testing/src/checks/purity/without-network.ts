import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import tls from 'node:tls'
import { type Treatment, watchMembers } from './watch-members.ts'

/**
 * Runs something asynchronous while every common way to the network is closed, and lists the ways
 * that were tried. The fake platform has a way of its own.
 */
export async function withoutNetwork(run: () => Promise<unknown>): Promise<readonly string[]> {
  const seen = new Set<string>()
  const undo = [
    watchMembers(globalThis, ['fetch'], 'globalThis', seen, unlessOwn),
    watchMembers(net, ['connect', 'createConnection'], 'net', seen, unlessOwn),
    watchMembers(tls, ['connect'], 'tls', seen, unlessOwn),
    watchMembers(http, ['request', 'get'], 'http', seen, unlessOwn),
    watchMembers(https, ['request', 'get'], 'https', seen, unlessOwn),
    watchMembers(dns, ['lookup', 'resolve'], 'dns', seen, unlessOwn),
  ]
  syncBuiltinESMExports()
  try {
    await run()
  } finally {
    for (const each of undo.reverse()) each()
    syncBuiltinESMExports()
  }
  return [...seen]
}

/** Servers of our own look their address up before they listen. */
function unlessOwn([address]: readonly unknown[]): Treatment {
  return address === '127.0.0.1' ? 'free' : 'closed'
}
