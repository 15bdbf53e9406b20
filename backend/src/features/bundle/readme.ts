import { masked } from './mask-text.ts'

export interface Entry {
  readonly path: string
  readonly about: string
  readonly maskedPlaces: number
  readonly failure: string | null
}

/** What the bundle holds and what was taken out of it, for who opens it. */
export function readme(entries: readonly Entry[], { version, now }: { version: string; now: Date }): string {
  const lines = entries.flatMap(({ path, about, maskedPlaces, failure }) => [
    `${path}`,
    `  ${about}`,
    failure === null
      ? `  ${maskedPlaces} ${maskedPlaces === 1 ? 'place' : 'places'} masked`
      : `  COULD NOT BE READ: ${failure}`,
  ])
  return `Diagnostics of Nemeton ${version}, taken ${now.toISOString()}

Made to be handed to who helps. It holds names of datasources, columns and files, plans and specs of runs that failed and
the words of errors, in which values of rows may occur: look it through before it leaves your house.

What is in it
-------------
${lines.join('\n')}

What was masked
---------------
In place of each of these stands ${masked}, in every file:
- the value of whatever is named like a secret: password, secret, token, key id, API key, access key, private key,
  authorization, credential, cookie, signature, session, webhook, at any depth, in JSON and in texts
- the secrets of the settings wherever they occur, as they are and written for URLs, for JSON, in hexadecimal and in base64;
  those of fewer than four characters only where their name or their place tells them
- users and passwords in addresses, and secret parameters of addresses
- what follows Bearer, Basic and other schemes of authorization
- key ids of AWS, JSON web tokens, the tokens of common code hosts, chats and clouds
- PEM blocks: keys and certificates
`
}
