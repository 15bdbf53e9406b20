const wordsAlone = /^(?:pass|pwd|tokens?|auth|sig|signature|jaas|sasl|pem|webhooks?)$/
const within =
  /password|passwd|passphrase|secret|credential|authorization|cookie|apikey|accesskey|privatekey|accountkey|signingkey|sessionkey/
const pairs = /(?:^| )(?:key|session) id(?: |$)/
const harmless = /^(?:null tokens|token (?:count|type)|auth (?:type|scheme))$/

/** Whether what is called so is likely a secret: `secretAccessKey`, `DB_PASSWORD`, `x-api-key`, `key id`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const spaced = words.join(' ')
  if (harmless.test(spaced)) return false
  return words.some((word) => wordsAlone.test(word)) || within.test(words.join('')) || pairs.test(spaced)
}
