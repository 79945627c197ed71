module.exports = {
  'node-option': ['import=tsx'],
  require: ['./test/setup.ts', './test/global-model.ts', './test/log-watch/index.ts'],
  spec: ['test/long/**/*.test.ts'],
  timeout: 120000,
  forbidOnly: Boolean(process.env.CI)
}
