import { z } from 'zod'
import {
  databaseUrl,
  dataKey,
  HTTP_BASE,
  headerSafe,
  host,
  offset,
  optional,
  optionalHttpBase,
  variable,
  whole
} from './config-schemas.ts'
import { LOG_LEVELS } from './log.ts'

const SERVER = 'Server'
const STORE = 'Storage'
const INTAKE = '12345 intake'
const CITY = 'City'
const MICROSOFT = 'Bot Framework channel (/api/messages)'
const CHAT = 'Web chat'
const WECHAT = 'WeChat'
const STAFF = 'Staff'
const EMBEDDING = 'Embedding service (optional)'

const wechat = (what: string, defaultReason: string, secret: boolean) =>
  variable({
    section: WECHAT,
    default: '',
    reason: `${what}; ${defaultReason}`,
    expected: 'the value that the WeChat console shows, without spaces',
    secret,
    schema: headerSafe.pipe(optional)
  })

const wechatAesKey = (what: string) =>
  variable({
    section: WECHAT,
    default: '',
    reason: `${what}: EncodingAESKey; needed where messages are encrypted (安全模式)`,
    expected: 'the 43 letters and digits that the WeChat console shows',
    secret: true,
    schema: z
      .string()
      .regex(/^([A-Za-z0-9]{43})?$/)
      .pipe(optional)
  })

export const VARIABLES = {
  NODE_ENV: variable({
    section: SERVER,
    default: '',
    reason:
      'production: a default secret, an open /api/messages or a missing DATA_KEY stops the start; empty: for trying out',
    expected: 'production, development, test or nothing',
    schema: z.enum(['', 'production', 'development', 'test'])
  }),
  PORT: variable({
    section: SERVER,
    default: '3978',
    reason: 'Port of everything this instance serves; 3978 is what Bot Framework tools expect, 0 takes any free one',
    expected: 'a whole number from 0 to 65535',
    schema: whole(0, 65535)
  }),
  HOST: variable({
    section: SERVER,
    default: '127.0.0.1',
    reason: 'Address to listen on; loopback, because a proxy with TLS belongs in front (0.0.0.0 listens on all)',
    expected: 'an IP address or host name, without http:// and port',
    schema: host
  }),
  PUBLIC_URL: variable({
    section: SERVER,
    default: '',
    reason: 'What citizens and the intake reach us by; empty: http://127.0.0.1:PORT',
    expected: HTTP_BASE,
    schema: optionalHttpBase
  }),
  LOG_LEVEL: variable({
    section: SERVER,
    default: 'info',
    reason: 'JSON lines on standard output from this level on; personal data is masked at each level',
    expected: LOG_LEVELS.join(', '),
    schema: z.enum(LOG_LEVELS)
  }),
  DATABASE_URL: variable({
    section: STORE,
    default: 'file:./data/hotline.db',
    reason: 'Embedded SQLite, so that nothing else need be installed; relative to the project; :memory: keeps nothing',
    expected: 'file:./data/hotline.db or :memory:',
    secret: true,
    schema: databaseUrl
  }),
  DATA_DIR: variable({
    section: STORE,
    default: './data',
    reason:
      'Folder of what is made on first start (data.key); relative to the project; keep it out of backups of the database',
    expected: 'the path of a folder',
    schema: z
      .string()
      .min(1)
      .regex(/^[^\0]*$/)
  }),
  DATA_KEY: variable({
    section: STORE,
    default: '',
    reason:
      'Key of the identity vault; empty: made on first start in DATA_DIR/data.key (mode 0600); required in production',
    expected: '32 bytes as base64 or as 64 hex digits, e.g. from: openssl rand -hex 32',
    secret: true,
    schema: dataKey
  }),
  EXPORT_DIR: variable({
    section: STORE,
    default: '',
    reason:
      'Folder that the weekly and monthly files for the national platform are written to, without identities; empty: none are written',
    expected: 'the path of a folder, or nothing',
    schema: z
      .string()
      .regex(/^[^\0]*$/)
      .pipe(optional)
  }),
  EVIDENCE_BUCKET_URL: variable({
    section: STORE,
    default: '',
    reason:
      "S3 bucket of citizens' files, with a path where it has one; empty: they lie in DATA_DIR/evidence; sealed either way",
    expected: 'an address such as https://s3.example/bucket, with no user, query or fragment',
    schema: optionalHttpBase
  }),
  EVIDENCE_BUCKET_REGION: variable({
    section: STORE,
    default: 'us-east-1',
    reason: 'Region that requests to EVIDENCE_BUCKET_URL are signed for; us-east-1 is what stores without regions take',
    expected: 'a region such as us-east-1',
    schema: headerSafe.min(1).max(64)
  }),
  EVIDENCE_BUCKET_KEY_ID: variable({
    section: STORE,
    default: '',
    reason: 'Access key of EVIDENCE_BUCKET_URL; needed with it',
    expected: 'the access key id, without spaces',
    schema: headerSafe
  }),
  EVIDENCE_BUCKET_SECRET: variable({
    section: STORE,
    default: '',
    reason: 'Its secret; needed with EVIDENCE_BUCKET_URL',
    expected: 'the secret access key, without spaces',
    secret: true,
    schema: headerSafe
  }),
  EVIDENCE_SCAN: variable({
    section: STORE,
    default: '',
    reason:
      "Virus scanner of citizens' files: a command that reads one from standard input (exit 0 clean, 1 infected) such as clamdscan --no-summary -, or an http address (2xx clean, 406 infected); empty: none",
    expected: 'a command, an http address, or nothing',
    schema: z
      .string()
      .max(500)
      .regex(/^[^\0\r\n]*$/)
      .pipe(optional)
  }),
  CIPHER_SUITE: variable({
    section: STORE,
    default: 'international',
    reason:
      'international: AES-256-GCM and HMAC-SHA256; sm: SM4 and HMAC-SM3 (国密) where the city must use them; choose before the first start',
    expected: 'international or sm',
    schema: z.enum(['international', 'sm'])
  }),
  INTAKE_URL: variable({
    section: INTAKE,
    default: '',
    reason: 'Base of the intake API (…/api/v1); empty: the built-in sandbox, which files nothing with anybody',
    expected: 'a base address such as https://intake.example/api/v1, with no user, query or fragment',
    schema: optionalHttpBase
  }),
  INTAKE_SANDBOX_PORT: variable({
    section: INTAKE,
    default: '3979',
    reason: 'Port of the built-in sandbox, on 127.0.0.1 only; used where INTAKE_URL is empty',
    expected: 'a whole number from 0 to 65535',
    schema: whole(0, 65535)
  }),
  INTAKE_APP_ID: variable({
    section: INTAKE,
    default: 'dev',
    reason: 'Who we are to the intake (X-App-Id); dev is what the sandbox knows',
    expected: '1 to 64 printable ASCII characters without spaces',
    schema: headerSafe.min(1).max(64)
  }),
  INTAKE_SECRET: variable({
    section: INTAKE,
    default: 'dev-secret',
    reason: 'Signs requests of both sides; dev-secret is what the sandbox knows and is refused in production',
    expected: 'the secret agreed with the 12345 centre, on one line',
    secret: true,
    schema: z
      .string()
      .min(1)
      .regex(/^[^\0\r\n]+$/)
  }),
  INTAKE_CALLBACK_SECRET: variable({
    section: INTAKE,
    default: '',
    reason: 'Signs their calls to us, where it is another one than INTAKE_SECRET; empty: the same',
    expected: 'the secret agreed with the 12345 centre for callbacks, on one line',
    secret: true,
    schema: z
      .string()
      .regex(/^[^\0\r\n]*$/)
      .pipe(optional)
  }),
  INTAKE_ALGORITHM: variable({
    section: INTAKE,
    default: 'HMAC-SHA256',
    reason: 'How requests are signed; HMAC-SM3 for cities that must use 国密',
    expected: 'HMAC-SHA256 or HMAC-SM3',
    schema: z.enum(['HMAC-SHA256', 'HMAC-SM3'])
  }),
  INTAKE_PROFILE: variable({
    section: INTAKE,
    default: 'native',
    reason:
      'How the intake is spoken to: native (the contract), a profile of tickets/profiles or the path of a YAML file; check it with npm run intake -- check',
    expected: 'native, county, province, or the path of a profile that npm run intake -- check finds right',
    schema: z.string().regex(/^[\w./-]{1,200}$/)
  }),
  INTAKE_POLL_SECONDS: variable({
    section: INTAKE,
    default: '60',
    reason: 'How often the intake is asked for changes, beside its calls to us; the only way where it calls nobody',
    expected: 'a whole number of seconds from 1 to 3600',
    schema: whole(1, 3600)
  }),
  REGION_CODE: variable({
    section: CITY,
    default: '530700',
    reason: 'The city this instance serves (GB/T 2260; 530700 丽江市): decides 属地, opening hours, time limits',
    expected: 'six digits, such as 530700',
    schema: z.string().regex(/^[1-8]\d{5}$/)
  }),
  TZ_OFFSET: variable({
    section: CITY,
    default: '+08:00',
    reason: "The citizens' offset from UTC; all of China keeps +08:00",
    expected: 'an offset such as +08:00, from -14:00 to +14:00',
    schema: offset
  }),
  MICROSOFT_APP_ID: variable({
    section: MICROSOFT,
    default: '',
    reason: 'App id of the bot; empty: unauthenticated and served on a loopback HOST only, in production refused',
    expected: 'the app id that Azure shows, without spaces',
    schema: headerSafe
  }),
  MICROSOFT_APP_PASSWORD: variable({
    section: MICROSOFT,
    default: '',
    reason: 'Its password; needed with MICROSOFT_APP_ID, except for UserAssignedMSI',
    expected: 'the client secret that Azure shows',
    secret: true,
    schema: z.string()
  }),
  MICROSOFT_APP_TENANT_ID: variable({
    section: MICROSOFT,
    default: '',
    reason: 'Its tenant; needed for SingleTenant and UserAssignedMSI',
    expected: 'the tenant id that Azure shows, without spaces',
    schema: headerSafe
  }),
  MICROSOFT_APP_TYPE: variable({
    section: MICROSOFT,
    default: '',
    reason: 'Kind of the app; empty: MultiTenant; none: /api/messages is not served, for cities without this channel',
    expected: 'MultiTenant, SingleTenant, UserAssignedMSI or none',
    schema: z.enum(['', 'MultiTenant', 'SingleTenant', 'UserAssignedMSI', 'none'])
  }),
  DIRECTLINE_SECRET: variable({
    section: CHAT,
    default: '',
    reason: 'Direct Line secret for servers; empty: made anew on each start and logged once; required in production',
    expected: 'a long random text without spaces, e.g. from: openssl rand -base64 32',
    secret: true,
    schema: headerSafe.pipe(optional)
  }),
  CHAT_TOKENS_PER_MINUTE: variable({
    section: CHAT,
    default: '300',
    reason: 'Chat tokens given to one address in a minute; many citizens share one (mobile networks, libraries)',
    expected: 'a whole number from 1 to 1000000',
    schema: whole(1, 1_000_000)
  }),
  TURN_QUIET_MS: variable({
    section: CHAT,
    default: '300',
    reason: 'Milliseconds of quiet after which messages sent in a row are answered as one turn; 0 answers each at once',
    expected: 'a whole number from 0 to 10000',
    schema: whole(0, 10_000)
  }),
  WECHAT_MP_APP_ID: wechat('Mini-program: AppID', 'empty: this channel is off', false),
  WECHAT_MP_APP_SECRET: wechat('Mini-program: AppSecret', 'needed with its AppID', true),
  WECHAT_MP_TOKEN: wechat('Mini-program: token of the message push', 'needed with its AppID', true),
  WECHAT_MP_AES_KEY: wechatAesKey('Mini-program'),
  WECHAT_OA_APP_ID: wechat('Official account: AppID', 'empty: this channel is off', false),
  WECHAT_OA_APP_SECRET: wechat('Official account: AppSecret', 'needed with its AppID', true),
  WECHAT_OA_TOKEN: wechat('Official account: token of the message push', 'needed with its AppID', true),
  WECHAT_OA_AES_KEY: wechatAesKey('Official account'),
  WECHAT_API_URL: variable({
    section: WECHAT,
    default: '',
    reason: 'Where WeChat is called; empty: https://api.weixin.qq.com; a test points it at loopback',
    expected: HTTP_BASE,
    schema: optionalHttpBase
  }),
  EMBEDDING_URL: variable({
    section: EMBEDDING,
    default: '',
    reason:
      'Base of an OpenAI-compatible service (POST …/embeddings) that may order articles about as likely; gets scrubbed questions; empty: off',
    expected: 'a base address such as http://127.0.0.1:8000/v1, with no user, query or fragment',
    schema: optionalHttpBase
  }),
  EMBEDDING_MODEL: variable({
    section: EMBEDDING,
    default: '',
    reason: 'Name of the model that it is asked for; needed with EMBEDDING_URL',
    expected: 'the name that the service knows, without spaces',
    schema: headerSafe
  }),
  EMBEDDING_KEY: variable({
    section: EMBEDDING,
    default: '',
    reason: 'Its bearer token; empty: none, as in a house of its own',
    expected: 'the key that the service gave, without spaces',
    secret: true,
    schema: headerSafe.pipe(optional)
  }),
  EMBEDDING_TIMEOUT_MS: variable({
    section: EMBEDDING,
    default: '300',
    reason: 'Milliseconds that a turn waits for it; later the order by words stands. All turns wait meanwhile',
    expected: 'a whole number from 20 to 5000',
    schema: whole(20, 5000)
  }),
  ADMIN_PASSWORD: variable({
    section: STAFF,
    default: '',
    reason: 'First console login of user admin; empty: made on first start and printed once; required in production',
    expected: 'at least 8 characters on one line',
    secret: true,
    schema: z
      .string()
      .regex(/^([^\0\r\n]{8,})?$/)
      .pipe(optional)
  })
}

export type VariableName = keyof typeof VARIABLES
export type VariableValues = { [N in VariableName]: z.output<(typeof VARIABLES)[N]['schema']> }

/** All settings with default, reason and section, in the order of .env.example. */
export const CONFIG_VARIABLES: readonly { name: VariableName; default: string; reason: string; section: string }[] =
  Object.entries(VARIABLES).map(([name, entry]) => ({
    name: name as VariableName,
    default: entry.default,
    reason: entry.reason,
    section: entry.section
  }))
