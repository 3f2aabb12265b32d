package office_test

import (
	"testing"

	"phendau/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
