import { connect } from 'node:tls'
import type { Peer } from './peer.ts'

const defaultPort = 443

export function createPeer(): Peer {
  return {
    certificateExpiresAt: (origin, signal) =>
      new Promise((resolve) => {
        const { hostname, port } = new URL(origin)
        const host = hostname.replace(/^\[|\]$/g, '')
        // Only its dates are wanted: that one is not trusted is told by every other call.
        const socket = connect({
          host,
          port: Number(port || defaultPort),
          servername: /^[\d.:]+$/.test(host) ? '' : host,
          rejectUnauthorized: false,
        })
        const end = (expiresAt: Date | null) => {
          signal.removeEventListener('abort', onAbort)
          socket.destroy()
          resolve(expiresAt)
        }
        const onAbort = () => end(null)
        signal.addEventListener('abort', onAbort)
        socket.on('error', () => end(null))
        socket.once('secureConnect', () => {
          const expiresAt = new Date(socket.getPeerCertificate().valid_to)
          end(Number.isNaN(expiresAt.getTime()) ? null : expiresAt)
        })
      }),
  }
}
