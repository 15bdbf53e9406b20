import t from 'tap'
import { installCommand, isJavaSupported, isNodeRecent, parseJavaVersion } from '../requirements.ts'

t.test('knows which Node is recent enough', async (t) => {
  for (const version of ['22.19.0', '22.20.1', '24.0.0']) t.ok(isNodeRecent(version), version)
  for (const version of ['20.19.0', '22.18.9']) t.notOk(isNodeRecent(version), version)
})

t.test('reads the version out of what java prints', async (t) => {
  const printed = 'openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment (build 17.0.15+6)'
  t.equal(parseJavaVersion(printed), '17.0.15')
  t.equal(parseJavaVersion('java version "1.8.0_402"'), '1.8.0_402')
  t.equal(parseJavaVersion('sh: java: not found'), undefined)
})

t.test('takes the versions of Java that Druid runs on', async (t) => {
  for (const version of ['17', '17.0.15', '21.0.2']) t.ok(isJavaSupported(version), version)
  for (const version of ['1.8.0_402', '11.0.2', '26']) t.notOk(isJavaSupported(version), version)
})

t.test('gives the one command that installs what is missing', async (t) => {
  const missing = ['openjdk-17-jdk-headless', 'maven']
  t.equal(installCommand(missing, 'linux'), 'sudo apt-get install -y openjdk-17-jdk-headless maven')
  t.equal(installCommand(missing, 'darwin'), 'brew install openjdk@17 maven')
})
