/** A process that does nothing: how late its event loop is, is the machine's doing. Ends with its input. */
process.stdin.resume()
process.stdin.on('end', () => process.exit())
