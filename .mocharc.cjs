// test/bot is a run of its own (.mocharc.bot.cjs): restify patches node:http for its whole process.
module.exports = {
  'node-option': ['import=tsx'],
  require: ['./test/setup.ts', './test/global-model.ts'],
  spec: ['test/**/*.test.ts'],
  ignore: ['test/long/**', 'test/bot/**'],
  timeout: 10000,
  forbidOnly: Boolean(process.env.CI)
}
