import type { Work } from '../ports/telemetry/telemetry.ts'
import type { Principal } from './principal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
    /** What the request is known by; null until the first hook. */
    work: Work | null
  }
}
