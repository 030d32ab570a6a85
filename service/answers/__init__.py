"""How DaCHS answers where that is not what the site needs: functions of its own put in the place of DaCHS'."""
