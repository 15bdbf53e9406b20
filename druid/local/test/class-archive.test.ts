import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { archiveFlags, classArchive, mergeClassLists } from '../class-archive.ts'

t.test('merges lists to each class once, without those of extensions', async (t) => {
  const broker = '# made by a JVM\njava/lang/Object id: 0\norg/x/A id: 7\n@lambda-proxy org/x/A run\n'
  const router =
    'java/lang/Object id: 0\norg/x/B id: 8\norg/ext/C id: 9 super: 0 source: /ext.jar\n@lambda-proxy org/x/A run\n'
  t.equal(mergeClassLists([broker, router]), 'java/lang/Object\norg/x/A\norg/x/B\n@lambda-proxy org/x/A run\n')
})

t.test('has a JVM record its classes until there is an archive, then use it', async (t) => {
  const folder = t.testdir()
  const artifacts = { core: ['/a.jar', '/b.jar'], extensions: '', s3proxy: '', folder }
  const requirements = { java: 'java', javaVersion: '17.0.15', maven: 'mvn' }
  const archive = classArchive(artifacts, requirements, join(folder, 'lists'))
  t.same(archiveFlags(archive, 'broker'), [`-XX:DumpLoadedClassList=${join(folder, 'lists', 'broker')}`])
  t.ok(existsSync(archive.lists))
  writeFileSync(archive.path, '')
  t.ok(archiveFlags(archive, 'broker').includes(`-XX:SharedArchiveFile=${archive.path}`))
  t.not(classArchive(artifacts, { ...requirements, javaVersion: '21.0.2' }, '').path, archive.path)
})
