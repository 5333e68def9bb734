'use strict';

module.exports = require('../../dist/src/jscodeshift/transformer.cjs').transformerOf('standard-headers');
