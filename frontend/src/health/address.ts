import { type StateChange, stateChange } from '@nemeton/contract'
import { ownZone } from '../format/instant.ts'

/** What the page's address holds. */
export interface Address {
  readonly onlyTrouble: boolean
  /** Checks that are open. */
  readonly opened: readonly string[]
  readonly history: '24h' | '30d'
  readonly zone: string
  readonly events: StateChange['kind'] | null
  readonly slowestFirst: boolean
  readonly latenciesAsTable: boolean
  readonly datasource: string | null
  readonly segmentsAsTable: boolean
}

export function parseAddress(search: URLSearchParams): Address {
  const events = stateChange.shape.kind.safeParse(search.get('events'))
  return {
    onlyTrouble: search.get('checks') === 'trouble',
    opened: search.getAll('check'),
    history: search.get('history') === '30d' ? '30d' : '24h',
    zone: search.get('zone') === 'utc' ? 'Etc/UTC' : ownZone,
    events: events.success ? events.data : null,
    slowestFirst: search.get('slow') === 'slowest',
    latenciesAsTable: search.get('latencies') === 'table',
    datasource: search.get('datasource'),
    segmentsAsTable: search.get('segments') === 'table',
  }
}

/** Readable parameters, defaults left out. */
export function printAddress(address: Address): URLSearchParams {
  const search = new URLSearchParams()
  if (address.onlyTrouble) search.set('checks', 'trouble')
  for (const check of address.opened) search.append('check', check)
  if (address.history !== '24h') search.set('history', address.history)
  if (address.zone === 'Etc/UTC' && ownZone !== 'Etc/UTC') search.set('zone', 'utc')
  if (address.events !== null) search.set('events', address.events)
  if (address.slowestFirst) search.set('slow', 'slowest')
  if (address.latenciesAsTable) search.set('latencies', 'table')
  if (address.datasource !== null) search.set('datasource', address.datasource)
  if (address.segmentsAsTable) search.set('segments', 'table')
  return search
}
