"""Breach cases, rectification orders, accountability of bodies, referrals of persons (LIFECYCLES 5 to 7)."""
