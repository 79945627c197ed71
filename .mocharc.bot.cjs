module.exports = {
  'node-option': ['import=tsx'],
  require: ['./test/setup.ts', './test/global-model.ts'],
  spec: ['test/bot/**/*.test.ts'],
  timeout: 10000,
  forbidOnly: Boolean(process.env.CI)
}
