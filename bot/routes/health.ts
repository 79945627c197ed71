import { json, type Route } from '../middleware/http.ts'

/** What keeps this instance from taking citizens; null where nothing does. */
export type Readiness = () => Promise<string | null> | string | null

export function healthRoutes(readiness: Readiness): Route[] {
  const noStore = { 'cache-control': 'no-store' }
  return [
    {
      method: 'GET',
      path: '/healthz',
      isAlwaysServed: true,
      handle: () => json(200, { status: 'up' }, noStore)
    },
    {
      method: 'GET',
      path: '/readyz',
      isAlwaysServed: true,
      async handle() {
        const reason = await readiness()
        if (reason === null) return json(200, { status: 'ready' }, noStore)
        return json(503, { status: 'not ready', reason, error: { code: 'NOT_READY', message: reason } }, noStore)
      }
    }
  ]
}
