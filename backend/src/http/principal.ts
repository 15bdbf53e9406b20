import type { Access } from '@nemeton/contract'

/** Who asks. One person at one machine until sign-in exists; `serve()` asks `mayCall` for every endpoint already. */
export interface Principal {
  readonly kind: 'local'
}

export const localPrincipal: Principal = Object.freeze({ kind: 'local' })

export function mayCall(principal: Principal | null, access: Access): boolean {
  switch (access) {
    case 'public':
      return true
    case 'user':
      return principal !== null
  }
}
