import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { CONFIG_VARIABLES, loadConfig, readEnvironment } from '../../core/config.ts'
import { AppError } from '../../core/errors.ts'
import { projectRoot } from '../../core/paths.ts'

type Environment = Record<string, string>

const HEX_KEY = '0123456789abcdef'.repeat(4)

/** The one line that stops the start. */
function refusal(env: Environment): string {
  try {
    loadConfig(env)
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'CONFIG_INVALID')
    assert.ok(!error.message.includes('\n'), 'one line')
    return error.detail ?? ''
  }
  throw new assert.AssertionError({ message: `accepted ${JSON.stringify(env)}` })
}

function refuses(env: Environment, name: string): void {
  const line = refusal(env)
  assert.ok(line.startsWith(`${name} `), `${name}: ${line}`)
  assert.match(line, /; write |; set /, line)
}

describe('configuration', () => {
  it('wants both keys with a bucket, and keeps files below DATA_DIR without one', () => {
    const bucket = { EVIDENCE_BUCKET_URL: 'https://s3.example/files/', EVIDENCE_BUCKET_KEY_ID: 'id' }
    assert.throws(() => loadConfig(bucket), /EVIDENCE_BUCKET_SECRET is empty though EVIDENCE_BUCKET_URL is set/)
    const { evidence } = loadConfig({ ...bucket, EVIDENCE_BUCKET_SECRET: 'secret', DATA_DIR: '/srv/hotline' })
    assert.deepEqual(evidence, {
      dir: path.join('/srv/hotline', 'evidence'),
      s3: { url: 'https://s3.example/files', region: 'us-east-1', keyId: 'id', secret: 'secret' },
      scan: null
    })
  })

  it('works on a fresh machine with nothing set, as CONTRACT.md section 1 says', () => {
    const config = loadConfig({})
    assert.deepEqual(
      { ...config, dataDir: path.relative(projectRoot, config.dataDir) },
      {
        production: false,
        port: 3978,
        host: '127.0.0.1',
        publicUrl: 'http://127.0.0.1:3978',
        logLevel: 'info',
        databaseUrl: 'file:./data/hotline.db',
        dataDir: 'data',
        dataKey: null,
        cipherSuite: 'international',
        exportDir: null,
        evidence: { dir: path.join(projectRoot, 'data', 'evidence'), s3: null, scan: null },
        intake: {
          url: null,
          sandboxPort: 3979,
          appId: 'dev',
          secret: 'dev-secret',
          callbackSecret: 'dev-secret',
          algorithm: 'HMAC-SHA256',
          profile: 'native',
          pollMs: 60_000
        },
        regionCode: '530700',
        offsetMinutes: 480,
        tzOffset: '+08:00',
        microsoft: { appId: '', appPassword: '', appTenantId: '', appType: 'MultiTenant', access: 'open' },
        directLineSecret: null,
        chatTokensPerMinute: 300,
        turnQuietMs: 300,
        wechat: { mp: null, oa: null, apiUrl: 'https://api.weixin.qq.com' },
        embedding: null,
        adminPassword: null,
        warnings: []
      }
    )
  })

  it('takes an empty or blank variable for one that is not set', () => {
    const blank = Object.fromEntries(CONFIG_VARIABLES.map(({ name }, index) => [name, index % 2 ? '' : ' \r']))
    assert.deepEqual(loadConfig(blank), loadConfig({}))
  })

  it('reads what is set', () => {
    const config = loadConfig({
      PORT: ' 8080 ',
      HOST: '::1',
      PUBLIC_URL: 'https://hotline.example/bot/',
      DATABASE_URL: ':memory:',
      INTAKE_URL: 'https://intake.example/api/v1/',
      INTAKE_APP_ID: 'city',
      INTAKE_SECRET: 's3',
      INTAKE_ALGORITHM: 'HMAC-SM3',
      REGION_CODE: '530702',
      TZ_OFFSET: '-03:30',
      DATA_KEY: HEX_KEY,
      CIPHER_SUITE: 'sm',
      DIRECTLINE_SECRET: 'dl',
      ADMIN_PASSWORD: 'correct horse',
      CHAT_TOKENS_PER_MINUTE: '7',
      TURN_QUIET_MS: '0',
      LOG_LEVEL: 'debug',
      WECHAT_MP_APP_ID: 'wx1',
      WECHAT_MP_APP_SECRET: 'a',
      WECHAT_MP_TOKEN: 'b',
      WECHAT_MP_AES_KEY: 'k'.repeat(43),
      WECHAT_API_URL: 'http://127.0.0.1:9'
    })
    assert.equal(config.port, 8080)
    assert.equal(config.publicUrl, 'https://hotline.example/bot')
    assert.equal(config.intake.url, 'https://intake.example/api/v1')
    assert.equal(config.intake.algorithm, 'HMAC-SM3')
    assert.equal(config.offsetMinutes, -210)
    assert.equal(config.dataKey?.toString('hex'), HEX_KEY)
    assert.equal(config.cipherSuite, 'sm')
    assert.equal(config.adminPassword, 'correct horse')
    assert.equal(config.turnQuietMs, 0)
    assert.deepEqual(config.wechat.mp, { appId: 'wx1', appSecret: 'a', token: 'b', aesKey: 'k'.repeat(43) })
    assert.equal(config.wechat.oa, null)
    assert.equal(config.wechat.apiUrl, 'http://127.0.0.1:9')
  })

  it('derives the public address from the port', () => {
    assert.equal(loadConfig({ PORT: '4000' }).publicUrl, 'http://127.0.0.1:4000')
  })

  it('takes DATA_KEY as 64 hex digits or as base64 of 32 bytes, padded or not', () => {
    const bytes = Buffer.from(HEX_KEY, 'hex')
    const base64 = bytes.toString('base64')
    for (const text of [HEX_KEY, HEX_KEY.toUpperCase(), base64, base64.replace('=', ''), bytes.toString('base64url')]) {
      assert.deepEqual(loadConfig({ DATA_KEY: text }).dataKey, bytes, text)
    }
  })

  it('refuses a bad value with one line that names the variable, shows the value, and says what to write', () => {
    assert.equal(refusal({ PORT: '70000' }), 'PORT is "70000"; write a whole number from 0 to 65535')
    const bad: [string, ...string[]][] = [
      ['NODE_ENV', 'Production', 'prod'],
      ['PORT', '70000', '-1', '3978.5', 'abc', '1e3', '0x10'],
      ['HOST', 'http://localhost', 'localhost:80', 'a b', '[::1]', '300.1.1.1:1'],
      ['PUBLIC_URL', 'hotline.example', 'ftp://x', 'http://x?y=1', 'http://x/#a', 'http:x'],
      ['LOG_LEVEL', 'verbose', 'INFO'],
      ['DATABASE_URL', 'data/hotline.db', 'sqlite:x', 'file:', 'file:./data/', 'file:x?mode=ro', 'file://server/x.db'],
      ['DATA_KEY', 'short', HEX_KEY.slice(1), `${HEX_KEY}0`, Buffer.alloc(31).toString('base64'), 'g'.repeat(64)],
      ['CIPHER_SUITE', 'SM4', 'national'],
      ['INTAKE_URL', 'intake.example', 'http://user:pw@intake.example', '/api/v1'],
      ['INTAKE_SANDBOX_PORT', '65536'],
      ['INTAKE_APP_ID', '应用', 'a b', 'x'.repeat(65)],
      ['INTAKE_ALGORITHM', 'SM3', 'hmac-sha256'],
      ['REGION_CODE', '5307', '丽江', '5307000', '053070'],
      ['TZ_OFFSET', '8', '+8:00', '+15:00', '+08:60', '08:00', 'Asia/Shanghai', '+14:30'],
      ['MICROSOFT_APP_TYPE', 'Multi'],
      ['DIRECTLINE_SECRET', 'two words', '密钥'],
      ['CHAT_TOKENS_PER_MINUTE', '0', '-5', 'many'],
      ['TURN_QUIET_MS', '10001', '-1'],
      ['WECHAT_MP_AES_KEY', 'k'.repeat(42)],
      ['WECHAT_API_URL', 'api.example'],
      ['ADMIN_PASSWORD', 'short']
    ]
    for (const [name, ...values] of bad) for (const value of values) refuses({ [name]: value }, name)
  })

  it('names every bad variable in that one line', () => {
    assert.match(refusal({ PORT: 'x', TZ_OFFSET: 'y' }), /^PORT is "x"; .+ \| TZ_OFFSET is "y"; /)
  })

  it('never repeats a secret, nor an address that may hold one', () => {
    const marked: Environment = {
      DATA_KEY: 'hush',
      DIRECTLINE_SECRET: 'hush hush',
      ADMIN_PASSWORD: 'hush',
      WECHAT_OA_TOKEN: 'hush hush',
      WECHAT_OA_APP_SECRET: 'hush hush',
      WECHAT_MP_AES_KEY: 'hush',
      INTAKE_SECRET: 'hush\nhush',
      DATABASE_URL: 'postgres://bot:hush@db.example/hotline',
      PUBLIC_URL: 'http://bot:hush@x.example',
      INTAKE_URL: 'https://x.example/api?key=hush'
    }
    const line = refusal(marked)
    for (const name of Object.keys(marked)) assert.ok(line.includes(`${name} `), name)
    assert.ok(!line.includes('hush'), line)
  })

  it('says honestly that this version serves SQLite only', () => {
    for (const url of ['postgres://db/hotline', 'postgresql://db/hotline', 'POSTGRES://db']) {
      assert.match(refusal({ DATABASE_URL: url }), /^DATABASE_URL .*SQLite only; write file:/)
    }
  })

  it('shortens and quotes what it shows, so that the line stays one line', () => {
    const line = refusal({ LOG_LEVEL: `a\nb${'x'.repeat(500)}` })
    assert.ok(line.length < 200 && line.includes('"a\\nb'))
  })

  it('wants credentials whole', () => {
    refuses({ MICROSOFT_APP_ID: 'app' }, 'MICROSOFT_APP_PASSWORD')
    refuses({ MICROSOFT_APP_PASSWORD: 'pw' }, 'MICROSOFT_APP_ID')
    const single = { MICROSOFT_APP_ID: 'app', MICROSOFT_APP_PASSWORD: 'pw', MICROSOFT_APP_TYPE: 'SingleTenant' }
    refuses(single, 'MICROSOFT_APP_TENANT_ID')
    assert.equal(loadConfig({ ...single, MICROSOFT_APP_TENANT_ID: 't' }).microsoft.access, 'authenticated')
    refuses({ WECHAT_OA_APP_ID: 'wx' }, 'WECHAT_OA_APP_SECRET')
    refuses({ WECHAT_MP_APP_ID: 'wx', WECHAT_MP_APP_SECRET: 's' }, 'WECHAT_MP_TOKEN')
    refuses({ WECHAT_MP_AES_KEY: 'k'.repeat(43) }, 'WECHAT_MP_APP_ID')
  })

  it('keeps server and sandbox on two ports', () => {
    refuses({ PORT: '3979' }, 'INTAKE_SANDBOX_PORT')
    assert.equal(loadConfig({ PORT: '3979', INTAKE_URL: 'http://127.0.0.1:4000' }).port, 3979)
    assert.equal(loadConfig({ PORT: '0', INTAKE_SANDBOX_PORT: '0' }).port, 0)
  })

  it('serves /api/messages without credentials on a loopback host only', () => {
    for (const HOST of ['127.0.0.1', '127.8.8.8', '::1', 'localhost']) {
      assert.equal(loadConfig({ HOST }).microsoft.access, 'open', HOST)
    }
    for (const HOST of ['0.0.0.0', '::', '10.0.0.5', 'hotline.example', 'localhost.example']) {
      const { microsoft, warnings } = loadConfig({ HOST })
      assert.equal(microsoft.access, 'off', HOST)
      assert.match(warnings.join(), /\/api\/messages is not served/)
    }
    assert.equal(loadConfig({ MICROSOFT_APP_TYPE: 'none' }).microsoft.access, 'off')
  })
})

describe('configuration in production', () => {
  const good: Environment = {
    NODE_ENV: 'production',
    INTAKE_URL: 'https://intake.example/api/v1',
    INTAKE_SECRET: 'agreed',
    DATA_KEY: HEX_KEY,
    DIRECTLINE_SECRET: 'long-enough',
    ADMIN_PASSWORD: 'long-enough',
    MICROSOFT_APP_ID: 'app',
    MICROSOFT_APP_PASSWORD: 'pw'
  }

  it('starts where every secret is set', () => {
    const config = loadConfig(good)
    assert.equal(config.production, true)
    assert.deepEqual(config.warnings, [])
  })

  it('does not start with a default secret, an open /api/messages or no DATA_KEY', () => {
    for (const name of ['INTAKE_SECRET', 'DATA_KEY', 'DIRECTLINE_SECRET', 'ADMIN_PASSWORD']) {
      refuses({ ...good, [name]: '' }, name)
    }
    refuses({ ...good, INTAKE_SECRET: 'dev-secret' }, 'INTAKE_SECRET')
    refuses({ ...good, INTAKE_SECRET: 'dev-secret', INTAKE_URL: '' }, 'INTAKE_SECRET')
    refuses({ ...good, MICROSOFT_APP_ID: '', MICROSOFT_APP_PASSWORD: '' }, 'MICROSOFT_APP_ID')
  })

  it('starts without the Bot Framework channel where that is said', () => {
    const config = loadConfig({ ...good, MICROSOFT_APP_ID: '', MICROSOFT_APP_PASSWORD: '', MICROSOFT_APP_TYPE: 'none' })
    assert.equal(config.microsoft.access, 'off')
    assert.deepEqual(config.warnings, [])
  })

  it('warns where tickets would reach nobody or nothing would be kept', () => {
    const { warnings } = loadConfig({ ...good, INTAKE_URL: '', DATABASE_URL: ':memory:' })
    assert.deepEqual(
      warnings.map(line => line.split(' ')[0]),
      ['INTAKE_URL', 'DATABASE_URL']
    )
  })
})

describe('readEnvironment', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'config-'))
  const file = path.join(folder, '.env')
  const names = ['HOTLINE_TEST_A', 'HOTLINE_TEST_B', 'HOTLINE_TEST_C']
  afterEach(() => {
    for (const name of names) delete process.env[name]
  })
  after(() => rmSync(folder, { recursive: true }))

  it('reads .env, quotes, comments, a byte order mark and Windows line ends included', () => {
    writeFileSync(file, '\ufeffHOTLINE_TEST_A=1\r\n# note\r\nHOTLINE_TEST_B="x # y"\r\n')
    const env = readEnvironment(file)
    assert.equal(env.HOTLINE_TEST_A?.trim(), '1')
    assert.equal(env.HOTLINE_TEST_B, 'x # y')
  })

  it('lets the environment win, except where it is empty', () => {
    writeFileSync(file, 'HOTLINE_TEST_A=file\nHOTLINE_TEST_B=file\n')
    process.env.HOTLINE_TEST_A = 'process'
    process.env.HOTLINE_TEST_B = ''
    process.env.HOTLINE_TEST_C = 'process'
    const env = readEnvironment(file)
    assert.deepEqual(
      names.map(name => env[name]),
      ['process', 'file', 'process']
    )
  })

  it('needs no .env', () => {
    process.env.HOTLINE_TEST_A = 'process'
    assert.equal(readEnvironment(path.join(folder, 'none')).HOTLINE_TEST_A, 'process')
  })
})

describe('.env.example', () => {
  it('lists exactly the variables of the configuration, with section, reason and default', async () => {
    const { readFileSync } = await import('node:fs')
    const lines = readFileSync(path.join(projectRoot, '.env.example'), 'utf8').split('\n')
    const listed: { name: string; default: string; reason: string; section: string }[] = []
    let section = ''
    lines.forEach((line, index) => {
      section = /^# == (.+) ==$/.exec(line)?.[1] ?? section
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
      if (name === undefined || value === undefined) return
      listed.push({ name, default: value, reason: lines[index - 1]?.replace(/^# /, '') ?? '', section })
    })
    assert.deepEqual(listed, CONFIG_VARIABLES)
  })

  it('is a configuration itself: copied to .env it changes nothing', () => {
    assert.deepEqual(
      loadConfig(Object.fromEntries(CONFIG_VARIABLES.map(entry => [entry.name, entry.default]))),
      loadConfig({})
    )
    const env = readEnvironment(path.join(projectRoot, '.env.example'))
    for (const { name, default: value } of CONFIG_VARIABLES)
      if (!process.env[name]) assert.equal(env[name], value, name)
  })
})
